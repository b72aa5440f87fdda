package org.relatum.server.cli;

import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What to look at in the demonstration: requests that each show one thing. */
final class Examples {

    /** One request, ready to be pasted into a shell. */
    record Example(String title, String curl) {}

    private final URI url;
    private final JsonNode chosen;
    private final List<Example> list = new ArrayList<>();

    private Examples(URI url, JsonNode chosen) {
        this.url = url;
        this.chosen = chosen;
    }

    /** For the company that {@code demo.json} describes. */
    static List<Example> of(JsonNode demo, URI url) {
        return new Examples(url, demo.path("look"))
                .all(Instant.parse(demo.path("present").asString()));
    }

    private List<Example> all(Instant present) {
        Instant then = present.minus(100, ChronoUnit.DAYS);
        customer(
                "Who was lost and came back: stage now, since when, why, what changes next", "RECOVERED", "/lifecycle");
        customer("Why: the rule, the figures and the events behind it", "RECOVERED", "/lifecycle/explain");
        customer(
                "What was known 100 days ago about that day: this customer seemed lost ...",
                "LATE_NEWS",
                "/lifecycle?asOf=" + then + "&knownAt=" + then);
        customer(
                "... and what is known today about the same day: an order was recorded late",
                "LATE_NEWS",
                "/lifecycle?asOf=" + then);
        customer("Every event as it was recorded, with who and when", "LATE_NEWS", "/history");
        customer("Two sign-ups of one person, found and merged: one timeline", "MERGED", "/timeline");
        add("Who is at risk", "/api/v1/customers?stage=AT_RISK");
        add("How far the projections are", "/api/v1/status");
        return list;
    }

    private void customer(String title, String fate, String path) {
        if (chosen.path(fate).isString()) {
            add(title, "/api/v1/customers/" + chosen.path(fate).asString() + path);
        }
    }

    private void add(String title, String path) {
        list.add(new Example(title, "curl -s '" + url + path + "'"));
    }
}
