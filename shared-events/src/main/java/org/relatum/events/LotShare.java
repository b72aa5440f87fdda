package org.relatum.events;

/**
 * Points of one lot.
 *
 * @param lot identifier of the lot
 * @param points how many, greater than zero
 */
public record LotShare(String lot, long points) {}
