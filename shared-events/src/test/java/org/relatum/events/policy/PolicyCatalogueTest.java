package org.relatum.events.policy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.relatum.events.wire.SourceTree;

class PolicyCatalogueTest {
    @Test
    void the_description_of_the_policies_is_what_their_schemas_say() throws IOException {
        SourceTree.assertGenerated("docs/policies.md", PolicyCatalogue.generate(), PolicyCatalogueTest.class);
    }
}
