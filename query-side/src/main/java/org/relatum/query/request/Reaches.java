package org.relatum.query.request;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.access.Reach;
import org.relatum.projection.engine.CustomerSearch;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.engine.Memberships;

/** Says which customers are within a reach, beside the one in a request's address, of whom the door has made sure. */
public final class Reaches {
    private final CustomerSearch customers;
    private final Memberships memberships;
    private final EventLog log;

    public Reaches(CustomerSearch customers, Memberships memberships, EventLog log) {
        this.customers = customers;
        this.memberships = memberships;
        this.log = log;
    }

    /** Whether all customers are within a reach now, each by itself or as one it lives on in since it was merged. */
    public boolean include(Reach reach, Collection<UUID> all) {
        return reach.isAll() || all.stream().allMatch(customer -> includes(reach, customer));
    }

    /** As {@link #include(Reach, Collection)}, of one. */
    public boolean include(Reach reach, UUID customer) {
        return reach.isAll() || includes(reach, customer);
    }

    private boolean includes(Reach reach, UUID customer) {
        Set<UUID> seen = new HashSet<>();
        UUID next = customer;
        while (next != null && seen.add(next)) {
            if (customers.within(next, reach)) {
                return true;
            }
            next = survivor(next);
        }
        return false;
    }

    private @Nullable UUID survivor(UUID customer) {
        return memberships.of(customer, Instant.MAX, null, log.head()).survivor();
    }
}
