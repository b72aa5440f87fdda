package org.relatum.server.access;

import java.util.UUID;
import org.relatum.command.rest.Permissions;
import org.relatum.events.access.Caller;
import org.relatum.projection.engine.CustomerSearch;

/** What the {@link AccessTable} and the current profiles say. */
final class TablePermissions implements Permissions {
    private final CustomerSearch customers;

    TablePermissions(CustomerSearch customers) {
        this.customers = customers;
    }

    @Override
    public boolean mayUse(Caller caller, String method, String pattern) {
        return AccessTable.of(method, pattern)
                .filter(rule -> rule.allows(caller))
                .isPresent();
    }

    @Override
    public boolean reaches(Caller caller, UUID customer) {
        return caller.reach().isAll() || customers.within(customer, caller.reach());
    }
}
