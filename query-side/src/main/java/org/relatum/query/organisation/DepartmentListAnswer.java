package org.relatum.query.organisation;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.Subjects.Found;
import org.relatum.projection.organisation.Department;
import org.relatum.query.subject.SubjectQuestions.Page;

/** A page of departments. */
@Schema(name = "DepartmentPage", description = "The departments at asOf, going by what was recorded at knownAt, by id")
public record DepartmentListAnswer(
        Instant asOf,
        Instant knownAt,

        @Schema(description = "The page contains the log up to this position at least", example = "18231")
        long position,

        List<Item> items,

        @Schema(description = "Cursor of the next page; null: this is the last") @Nullable
        String next) {

    /** A department. */
    @Schema(name = "Department")
    public record Item(
            UUID departmentId,
            long version,
            @Schema(description = "Its key") @Nullable String department,
            @Nullable String name,

            @Schema(description = "Key of the department it is part of") @Nullable
            String parent,

            @Nullable Instant registeredAt) {
        static Item of(Found<Department> found, Department state) {
            return new Item(
                    found.id(),
                    found.version(),
                    state.department(),
                    state.name(),
                    state.parent(),
                    state.registeredAt());
        }
    }

    static DepartmentListAnswer of(Page<Item> page) {
        return new DepartmentListAnswer(page.asOf(), page.knownAt(), page.position(), page.items(), page.next());
    }
}
