package org.relatum.command.rest;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.Command;
import org.relatum.command.language.ImprovementCommand.OpenImprovement;
import org.relatum.command.language.LifecycleCommand.MergeDuplicate;
import org.relatum.command.language.LifecycleCommand.UndoMerge;
import org.relatum.command.language.LoyaltyCommand.ConvertReferral;
import org.relatum.command.language.LoyaltyCommand.RecordReferral;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.RefusedException;
import org.relatum.events.access.Caller;

/** Keeps callers to what they may do where a request's address does not say it all. */
final class Gate {
    private final Permissions permissions;

    Gate(Permissions permissions) {
        this.permissions = permissions;
    }

    /**
     * A line of a stream: it may do what a request of its own might.
     *
     * @throws RefusedException when the caller may not issue it
     */
    void admitLine(Caller caller, CommandType type, @Nullable UUID customer, Command command) {
        if (!allows(caller, type)) {
            throw Refusal.of(RefusalCode.FORBIDDEN, caller.name() + " may not issue " + type.wireName())
                    .asException();
        }
        if (customer != null) {
            requireReach(caller, customer);
        }
        admit(caller, command);
    }

    /** Whether a caller may issue commands of a type at all. */
    boolean allows(Caller caller, CommandType type) {
        return permissions.mayUse(caller, type.method().name(), Api.ROOT + type.path());
    }

    /**
     * A command whose endpoint and customer are allowed already: a customer that it names besides must be within reach too. Beyond
     * it nobody is there.
     *
     * @throws RefusedException when that one is not
     */
    void admit(Caller caller, Command command) {
        UUID other = besides(command);
        if (other != null) {
            requireReach(caller, other);
        }
    }

    private void requireReach(Caller caller, UUID customer) {
        if (!permissions.reaches(caller, customer)) {
            throw Refusal.of(RefusalCode.CUSTOMER_NOT_FOUND, "There is no customer " + customer)
                    .asException();
        }
    }

    private static @Nullable UUID besides(Command command) {
        return switch (command) {
            case MergeDuplicate c -> c.duplicate();
            case UndoMerge c -> c.duplicate();
            case RecordReferral c -> c.referredCustomer();
            case ConvertReferral c -> c.referredCustomer();
            case OpenImprovement c -> c.customer();
            default -> null;
        };
    }
}
