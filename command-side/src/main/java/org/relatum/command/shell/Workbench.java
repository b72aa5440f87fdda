package org.relatum.command.shell;

import java.util.List;
import org.relatum.command.customer.Circumstances.ClaimNames;
import org.relatum.command.customer.Customer;
import org.relatum.command.language.Vocabulary;

/** What aggregates need beside their stream; handed to their command handlers by Axon. */
record Workbench(
        StoreClock clock, Vocabulary vocabulary, ClaimNames claims, Predecessors predecessors, KnownPolicies policies) {

    /** Finds the customers that were merged into one. */
    @FunctionalInterface
    interface Predecessors {
        /** Each as it was at its last common event, and those merged into them. */
        List<Customer> of(Customer survivor);
    }
}
