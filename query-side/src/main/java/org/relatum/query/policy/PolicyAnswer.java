package org.relatum.query.policy;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relatum.events.PolicyKind;
import org.relatum.events.policy.PolicyReader;
import org.relatum.projection.engine.PolicyVersions.Version;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** One version of a policy. */
@Schema(name = "Policy", description = "One version of a policy")
public record PolicyAnswer(
        @Schema(example = "points") String kind,

        @Schema(description = "0 is what the product ships with", example = "2")
        int version,

        @Schema(description = "From when it is in force, until a higher version is; null: from the beginning of time")
        @Nullable
        Instant effectiveFrom,

        @Schema(description = "When it was published; null for version 0") @Nullable
        Instant recordedAt,

        @Schema(description = "Who published it; null for version 0") @Nullable
        String publishedBy,

        @Schema(description = "Position of the publication in the log; null for version 0") @Nullable
        Long position,

        @Schema(description = "SHA-256 of the document as it is stored; null for version 0") @Nullable
        String digest,

        @Schema(description = "The policy itself; docs/policies.md says what its fields mean", type = "object")
        Map<String, Object> document) {

    private static final JsonMapper JSON = new JsonMapper();

    static PolicyAnswer of(Version version) {
        return new PolicyAnswer(
                version.policy().kind().key(),
                version.policy().version(),
                version.policy().effectiveFrom(),
                version.recordedAt(),
                version.metadata().actor(),
                version.position(),
                version.policy().digest(),
                parsed(version.policy().document()));
    }

    /** Version 0. */
    static PolicyAnswer shipped(PolicyReader reader, PolicyKind kind) {
        String document = reader.document(kind, PolicyReader.shippedText(kind));
        return new PolicyAnswer(kind.key(), 0, null, null, null, null, null, parsed(document));
    }

    private static Map<String, Object> parsed(String document) {
        return JSON.readValue(document, new TypeReference<Map<String, Object>>() {});
    }
}
