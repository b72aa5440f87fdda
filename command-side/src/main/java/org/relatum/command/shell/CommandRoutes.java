package org.relatum.command.shell;

import java.util.UUID;
import org.relatum.command.language.CustomerCommand;

/** Finds the node that carries out a customer's commands, so that one node has the customer in memory and none is in another's way. */
@FunctionalInterface
public interface CommandRoutes {
    /**
     * Has a command carried out, by another node or by this one.
     *
     * @throws StoreUnavailableException when the outcome is open
     */
    Outcome send(UUID customer, CustomerCommand command, Issuance issuance);
}
