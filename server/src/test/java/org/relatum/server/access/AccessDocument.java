package org.relatum.server.access;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relatum.events.access.Role;
import org.relatum.server.access.AccessTable.Rule;

/** The {@link AccessTable} as Markdown, between two comments of docs/access.md. */
final class AccessDocument {
    static final String BEGIN = "<!-- Generated from AccessTable";
    static final String END = "<!-- End of what is generated -->";

    private AccessDocument() {}

    static String table() {
        StringBuilder out = new StringBuilder(BEGIN)
                .append(". mvn -pl server -am test -Dtest=AccessTest -Drelatum.regenerate=true"
                        + " writes it anew -->\n\n| endpoint | ");
        List<Role> roles = List.of(Role.values());
        out.append(roles.stream().map(Role::label).collect(Collectors.joining(" | ")));
        out.append(" | keys for a part | recorded | node |\n|---|")
                .append(":-:|".repeat(roles.size()))
                .append("---|---|---|\n");
        for (Rule rule : AccessTable.all()) {
            Stream<String> marks = roles.stream()
                    .map(role -> rule.isOpen() ? "open" : rule.roles().contains(role) ? "x" : "");
            out.append("| `")
                    .append(rule.name())
                    .append("` | ")
                    .append(marks.collect(Collectors.joining(" | ")))
                    .append(" | ")
                    .append(
                            switch (rule.reached()) {
                                case OWN -> "their customers";
                                case ANY -> "yes";
                                case WHOLE -> "no";
                            })
                    .append(" | ")
                    .append(rule.audited() ? "yes" : "")
                    .append(" | ")
                    .append(rule.nodes().isEmpty() ? "any" : String.join(", ", rule.nodeLabels()))
                    .append(" |\n");
        }
        return out.append('\n').toString();
    }
}
