package org.relatum.query.organisation;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.Subjects.Found;
import org.relatum.projection.organisation.Member;
import org.relatum.query.personal.Revealed;

/** A member of staff. */
@Schema(name = "Staff")
public record StaffAnswer(
        UUID memberId,
        long version,

        @Schema(description = "The member's key") @Nullable String staff,

        @Schema(description = "Null: erased, see erased") @Nullable
        String name,

        @Nullable String role,

        @Schema(description = "Key of the department") @Nullable
        String department,

        @Nullable String contact,
        @Nullable Instant registeredAt,

        @Schema(description = "Null while the person works here") @Nullable
        Instant leftAt,

        List<Training> trainings,

        @Schema(description = "Fields that were recorded and erased since")
        List<String> erased) {
    /** A training. */
    @Schema(name = "Training")
    public record Training(
            Instant at,
            String title,

            @Schema(description = "A decimal", example = "7.5") @Nullable
            String hours) {}

    static StaffAnswer of(Found<?, Member> found, Member state, Revealed revealed) {
        return new StaffAnswer(
                found.id(),
                found.version(),
                state.staff(),
                revealed.text("name", state.name()),
                state.role(),
                state.department(),
                revealed.text("contact", state.contact()),
                state.registeredAt(),
                state.leftAt(),
                state.trainings().stream()
                        .map(training -> new Training(
                                training.at(),
                                training.title(),
                                training.hours() == null
                                        ? null
                                        : training.hours().toPlainString()))
                        .toList(),
                revealed.erased());
    }
}
