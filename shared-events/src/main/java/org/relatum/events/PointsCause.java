package org.relatum.events;

/** Why a customer has points. */
public enum PointsCause {
    /** An order earned them. */
    ORDER,
    /** A present of the company. */
    BONUS,
    /** The correction of an error. */
    ADJUSTMENT,
    /** The reward of a referral. */
    REFERRAL
}
