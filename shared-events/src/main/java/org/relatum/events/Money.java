package org.relatum.events;

import java.math.BigDecimal;

/**
 * An amount of money.
 *
 * @param amount in units of the currency (not cents)
 * @param currency ISO 4217 code
 */
public record Money(BigDecimal amount, String currency) {}
