package org.relatum.events.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class EventCatalogueTest {
    @Test
    void the_catalogue_is_what_the_code_says() throws IOException {
        SourceTree.assertGenerated("docs/events.md", EventCatalogue.generate(), EventCatalogueTest.class);
    }

    @Test
    void every_link_in_the_catalogue_leads_to_a_heading() throws IOException {
        String catalogue = EventCatalogue.generate();
        assertThat(Pattern.compile("\\]\\(#([^)]+)\\)")
                        .matcher(catalogue)
                        .results()
                        .map(link -> link.group(1)))
                .isNotEmpty()
                .isSubsetOf(Pattern.compile("(?m)^#+ (.*)$")
                        .matcher(catalogue)
                        .results()
                        .map(heading -> heading.group(1)
                                .toLowerCase(Locale.ROOT)
                                .replace(".", "")
                                .replace(' ', '-'))
                        .toList());
    }
}
