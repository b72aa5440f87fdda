package org.relatum.command.language;

import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Commands to one department, named by its key. */
public sealed interface DepartmentCommand extends Command {

    /** The department's key. */
    String department();

    /** When it happened in the world; null means now. */
    @Nullable
    Instant occurredAt();

    /**
     * Registers a department.
     *
     * @param parent key of the department it is part of
     */
    record RegisterDepartment(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 100) String department,
            @NotNull @Text(max = 200) String name,
            @Text(max = 100) @Nullable String parent)
            implements DepartmentCommand {}
}
