package org.relatum.query;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the query side, prefix {@code relatum}.
 *
 * @param reportingCurrency ISO 4217 code of the currency that figures are reported in
 * @param readinessMaxLag the service is not ready while a read model lacks an event that was recorded longer ago
 */
@ConfigurationProperties("relatum")
public record QuerySettings(
        @DefaultValue("USD") String reportingCurrency,
        @DefaultValue("60s") Duration readinessMaxLag) {}
