package org.relatum.command.language;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A command to one customer; the customer's id travels beside it. */
public sealed interface CustomerCommand extends Command
        permits LifecycleCommand,
                InteractionCommand,
                SalesCommand,
                CommitmentCommand,
                ServiceCommand,
                SatisfactionCommand,
                LoyaltyCommand,
                RiskCommand,
                PrivacyCommand {

    /** When it happened in the world; null means now. */
    @Nullable
    Instant occurredAt();

    /** Whether it only corrects what is recorded, so that a closed customer accepts it too. */
    default boolean corrects() {
        return false;
    }
}
