package org.relatum.command.rest;

import java.util.UUID;
import org.relatum.events.access.Caller;

/**
 * Who may issue which commands about whom, for what a request's address does not say: the lines of a stream of commands, and customers
 * that a command names beside the one it is about.
 */
public interface Permissions {

    /**
     * Whether a caller may use an endpoint.
     *
     * @param pattern its address with the names of its variables, {@code /api/v1/customers/{customer}/orders}
     */
    boolean mayUse(Caller caller, String method, String pattern);

    /** Whether a customer is within the caller's reach. */
    boolean reaches(Caller caller, UUID customer);
}
