package org.relatum.events;

import java.math.BigDecimal;

/**
 * How much a group of key figures counts.
 *
 * @param group key of the group
 * @param weight its part in the whole, from 0 to 1
 */
public record GroupWeight(String group, BigDecimal weight) {}
