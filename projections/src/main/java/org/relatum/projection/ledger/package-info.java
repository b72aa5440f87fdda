/** The Merkle log: what is hashed of each event, the tree above, its tiles, proofs, signed checkpoints, and the search for what differs. */
@NullMarked
package org.relatum.projection.ledger;

import org.jspecify.annotations.NullMarked;
