package org.relatum.query.organisation;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.Subjects.Found;
import org.relatum.projection.organisation.Department;

/** A department. */
@Schema(name = "Department")
public record DepartmentAnswer(
        UUID departmentId,
        long version,
        @Schema(description = "Its key") @Nullable String department,
        @Nullable String name,

        @Schema(description = "Key of the department it is part of") @Nullable
        String parent,

        @Nullable Instant registeredAt) {
    static DepartmentAnswer of(Found<?, Department> found, Department state) {
        return new DepartmentAnswer(
                found.id(), found.version(), state.department(), state.name(), state.parent(), state.registeredAt());
    }
}
