package org.relatum.server.cli;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** The lines of an answer that comes while it is made: progress, things that were found, at the end a summary or an error. */
final class Lines {
    private final String what;
    private final @Nullable String printed;
    private final Progress progress = new Progress("customers");
    private final ArrayNode items = JsonMapper.shared().createArrayNode();
    private @Nullable JsonNode summary;

    /**
     * @param what the work, for refusals
     * @param printed the things that are printed as they come, null: gathered
     */
    Lines(String what, @Nullable String printed) {
        this.what = what;
        this.printed = printed;
    }

    void accept(JsonNode line) {
        if (line.has("progress")) {
            JsonNode at = line.path("progress");
            progress.at(at.path("customers").asLong(0), at.path("total").asLong(0));
        } else if (line.has("summary")) {
            summary = line.path("summary");
        } else if (line.has("error")) {
            throw new ClientException("the " + what + " failed: " + line.path("error"));
        } else if (printed != null && line.has(printed)) {
            progress.done();
            Output.line(printed + ": " + line.path(printed));
        } else {
            items.add(line);
        }
    }

    /** The things of a kind that were gathered. */
    ArrayNode items(String kind) {
        ArrayNode found = JsonMapper.shared().createArrayNode();
        items.forEach(item -> {
            if (item.has(kind)) {
                found.add(item.path(kind));
            }
        });
        return found;
    }

    /** The end of it; says whom it leaves out. */
    JsonNode summary() {
        progress.done();
        if (summary == null) {
            throw new ClientException("the " + what + " broke off before its end");
        }
        long unreadable = summary.path("unreadable").asLong(0);
        if (unreadable > 0) {
            System.err.println("relatum: left out, because they can't be read or folded: " + unreadable
                    + " customers; GET /api/v1/parked-customers says why");
        }
        return summary;
    }
}
