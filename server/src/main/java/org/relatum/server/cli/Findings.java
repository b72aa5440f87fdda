package org.relatum.server.cli;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.relatum.projection.ledger.Finding;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What differs, told as it is found, or kept for one JSON document. */
final class Findings {
    private static final int MOST = 10_000;

    private final boolean json;
    private final Progress progress;
    private final List<Finding> kept = new ArrayList<>();
    private final Set<Finding.What> kinds = EnumSet.noneOf(Finding.What.class);
    private long count;

    Findings(boolean json, Progress progress) {
        this.json = json;
        this.progress = progress;
    }

    void add(Finding finding) {
        count++;
        kinds.add(finding.what());
        if (json) {
            if (kept.size() < MOST) {
                kept.add(finding);
            }
            return;
        }
        progress.done();
        Output.line("%s%s%s: %s"
                .formatted(
                        word(finding),
                        finding.position() == 0 ? "" : " position " + finding.position(),
                        finding.event() == null ? "" : " " + finding.event(),
                        finding.detail()));
    }

    /** Whether something of this kind was found. */
    boolean has(Finding.What what) {
        return kinds.contains(what);
    }

    private static String word(Finding finding) {
        return finding.what().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Ends with a summary. Returns the exit code. */
    int report(ObjectNode summary, String words) {
        progress.done();
        if (json) {
            ArrayNode all = JsonMapper.shared().createArrayNode();
            kept.forEach(finding -> all.addObject()
                    .put("what", word(finding))
                    .put("position", finding.position() == 0 ? null : finding.position())
                    .put("event", finding.event())
                    .put("detail", finding.detail()));
            ObjectNode document = JsonMapper.shared().createObjectNode();
            document.set("summary", summary.put("findings", count));
            document.set("findings", all);
            Output.json(document);
        } else {
            Output.line(words + ": " + (count == 0 ? "nothing differs" : "%,d findings".formatted(count)));
        }
        return count == 0 ? 0 : 1;
    }
}
