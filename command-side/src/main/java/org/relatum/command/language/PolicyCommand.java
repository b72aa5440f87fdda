package org.relatum.command.language;

import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relatum.events.PolicyKind;

/** Commands about the company's policies. */
public sealed interface PolicyCommand extends Command {

    /**
     * Publishes the next version of a policy.
     *
     * @param document the policy in the form in which it is stored, checked already
     * @param effectiveFrom from when it is in force; at once when absent
     */
    record PublishPolicy(
            @NotNull PolicyKind kind,
            @NotNull String document,
            @Moment @Nullable Instant effectiveFrom) implements PolicyCommand {}
}
