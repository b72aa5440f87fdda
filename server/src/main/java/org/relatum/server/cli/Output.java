package org.relatum.server.cli;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Results on standard output. */
final class Output {

    private Output() {}

    /** Exactly one JSON document. */
    static void json(JsonNode document) {
        System.out.println(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(document));
    }

    static void line(String text) {
        System.out.println(text);
    }

    /** Columns as wide as they have to be; numbers to the right. */
    static void table(List<String> header, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>();
        all.add(header);
        all.addAll(rows);
        int[] widths = new int[header.size()];
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : all) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? row.get(i) + padding : "  " + padding + row.get(i));
            }
            System.out.println(line.toString().stripTrailing());
        }
    }

    /** A number as people read it; anything else as it is. */
    static String text(JsonNode value) {
        if (value.isIntegralNumber()) {
            return String.format(java.util.Locale.ROOT, "%,d", value.asLong());
        }
        if (value.isMissingNode() || value.isNull()) {
            return "-";
        }
        return value.isValueNode() ? value.asString() : value.toString();
    }
}
