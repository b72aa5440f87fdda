package org.relatum.events;

import java.math.BigDecimal;

/**
 * The part of a return that concerns one line of the order.
 *
 * @param line number of the order's line, the first is 1
 * @param quantity units taken back, greater than zero
 */
public record ReturnedLine(int line, BigDecimal quantity) {}
