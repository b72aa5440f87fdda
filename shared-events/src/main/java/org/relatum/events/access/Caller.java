package org.relatum.events.access;

import java.security.Principal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who sends a request, as the service made sure.
 *
 * @param name the principal: what is recorded as actor, and what idempotency keys belong to. Not personal, never free text
 * @param roles what it may do; at least one
 * @param reach whom it may do it with
 * @param key id of the API key it used; null: it came with a token of an identity provider
 */
public record Caller(
        String name, Set<Role> roles, Reach reach, @Nullable String key) implements Principal {
    /** Name of the request's attribute that holds it. */
    public static final String ATTRIBUTE = "org.relatum.caller";

    /** Name of the request's attribute that holds the customer an answer tells of, where the address does not name it. */
    public static final String CUSTOMER_TOLD_OF = "org.relatum.customer-told-of";

    public Caller {
        roles = Set.copyOf(roles);
        if (name.isBlank() || roles.isEmpty()) {
            throw new IllegalArgumentException("a caller has a name and a role");
        }
    }

    @Override
    public String getName() {
        return name;
    }

    /** Whether it has any of these roles. */
    public boolean hasAnyOf(Set<Role> any) {
        return roles.stream().anyMatch(any::contains);
    }

    /** Whether personal data are shown to it; otherwise they are masked. */
    public boolean seesPersonalData() {
        return roles.stream().anyMatch(Role::seesPersonalData);
    }

    /**
     * The caller that a request's attribute holds.
     *
     * @throws IllegalStateException when nobody made sure who it is: such a request is answered by nothing
     */
    public static Caller of(@Nullable Object attribute) {
        if (attribute instanceof Caller caller) {
            return caller;
        }
        throw new IllegalStateException("a request of nobody");
    }
}
