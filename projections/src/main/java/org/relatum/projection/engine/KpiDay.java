package org.relatum.projection.engine;

import java.time.LocalDate;
import java.util.UUID;

/**
 * Says that a customer contributes to the measures on a day, or did before what it did was told otherwise.
 *
 * @param day in the company's time zone
 */
public record KpiDay(LocalDate day, UUID customer) {}
