/** The Merkle log over REST: checkpoints, tiles, proofs, and stored events for those who verify them. */
@NullMarked
package org.relatum.query.ledger;

import org.jspecify.annotations.NullMarked;
