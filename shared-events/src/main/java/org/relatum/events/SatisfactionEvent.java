package org.relatum.events;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Facts of the context <em>satisfaction</em> about one customer. */
public sealed interface SatisfactionEvent extends CustomerEvent {

    /**
     * A customer answered a survey; once in each of its waves.
     *
     * @param survey the survey
     * @param wave the wave of the survey
     * @param csat satisfaction with each factor asked for, by its name, from 1 to 5; empty when none was answered
     * @param overall satisfaction on the whole, from 1 to 5
     * @param nps how likely the customer is to recommend the company, from 0 to 10
     * @param ces how easy it was, from 1 to 7
     * @param comment in the customer's words
     */
    record SurveyResponded(
            Instant occurredAt,
            UUID survey,
            String wave,
            SortedMap<String, Integer> csat,
            @Nullable Integer overall,
            @Nullable Integer nps,
            @Nullable Integer ces,
            @Nullable Personal comment)
            implements SatisfactionEvent {
        public SurveyResponded {
            csat = Collections.unmodifiableSortedMap(new TreeMap<>(csat));
        }
    }
}
