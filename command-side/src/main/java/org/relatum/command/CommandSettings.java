package org.relatum.command;

import java.time.ZoneId;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the command side, {@code relatum.*}.
 *
 * @param channels where customer and company meet
 * @param topics what contacts are about
 * @param caseCategories what cases are about
 * @param rootCauses what cases are caused by
 * @param purposes why customers are contacted
 * @param purposesWithoutConsent of the purposes, those that need no consent
 * @param purposesByConsentOnly of the purposes, those that need a consent that was granted
 * @param reportingCurrency ISO 4217 code of the currency that figures are reported in
 * @param timeZone the company's: in which a date begins that comes without an offset
 * @param cachedStreams streams whose state is kept in memory, at most
 * @param snapshotEvery events of a stream between two snapshots
 */
@ConfigurationProperties("relatum")
public record CommandSettings(
        @DefaultValue({"phone", "email", "chat", "social", "web", "visit", "interview", "store", "mail", "app"})
        Set<String> channels,

        @DefaultValue({
            "enquiry",
            "advice",
            "offer",
            "order",
            "delivery",
            "payment",
            "return",
            "complaint",
            "service",
            "product",
            "feedback",
            "needs",
            "appointment",
            "care",
            "other"
        })
        Set<String> topics,

        @DefaultValue({"delivery", "quality", "price", "billing", "service", "information", "account", "other"})
        Set<String> caseCategories,

        @DefaultValue({
            "product",
            "production",
            "process",
            "people",
            "supplier",
            "transport",
            "system",
            "customer",
            "other"
        })
        Set<String> rootCauses,

        @DefaultValue({"service", "care", "research", "marketing"})
        Set<String> purposes,

        @DefaultValue("service") Set<String> purposesWithoutConsent,
        @DefaultValue("marketing") Set<String> purposesByConsentOnly,
        @DefaultValue("USD") String reportingCurrency,
        @DefaultValue("UTC") ZoneId timeZone,
        @DefaultValue("20000") long cachedStreams,
        @DefaultValue("500") int snapshotEvery) {}
