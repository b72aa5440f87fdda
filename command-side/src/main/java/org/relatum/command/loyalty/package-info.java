/** Context <em>loyalty</em>: the points account in lots, tiers, referrals. */
@NullMarked
package org.relatum.command.loyalty;

import org.jspecify.annotations.NullMarked;
