package org.relatum.server.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.command.rest.Permissions;
import org.relatum.events.access.Caller;
import org.relatum.events.deployment.Deployment;
import org.relatum.server.access.AccessTable.Rule;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * The inner door: refuses endpoints that are not in the {@link AccessTable}, and tells callers with a limited reach that customers
 * beyond it do not exist; and says of what other nodes do that it isn't done here. That is 404 and not 403, so that a key for one department can't find out who is a customer of another.
 */
final class ReachInterceptor implements HandlerInterceptor {
    private static final String CUSTOMER = "customer";

    private final Permissions permissions;
    private final Deployment deployment;

    ReachInterceptor(Permissions permissions, Deployment deployment) {
        this.permissions = permissions;
        this.deployment = deployment;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        if (handler instanceof HandlerMethod && request.getAttribute(DoorFilter.RULE) == null) {
            request.setAttribute(DoorFilter.REASON, "not-in-the-table");
            AccessProblem.respond(response, AccessCode.FORBIDDEN, "Nobody may use this endpoint");
            return false;
        }
        if (request.getAttribute(DoorFilter.RULE) instanceof Rule rule && !rule.isServedBy(deployment)) {
            AccessProblem.respond(
                    response,
                    AccessCode.NOT_SERVED_HERE,
                    "This node does " + String.join(", ", deployment.roleLabels())
                            + "; send the request to one that does " + String.join(" or ", rule.nodeLabels()));
            return false;
        }
        String customer = customer(request);
        if (customer == null) {
            return true;
        }
        Caller caller = Caller.of(request.getAttribute(Caller.ATTRIBUTE));
        if (caller.reach().isAll()) {
            return true;
        }
        UUID id;
        try {
            id = UUID.fromString(customer);
        } catch (IllegalArgumentException e) {
            // The endpoint says better what is wrong with it.
            return true;
        }
        if (permissions.reaches(caller, id)) {
            return true;
        }
        AccessProblem.respond(response, AccessCode.CUSTOMER_NOT_FOUND, "There is no customer " + id);
        return false;
    }

    @SuppressWarnings("unchecked")
    private static @Nullable String customer(HttpServletRequest request) {
        return request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables
                ? ((Map<String, String>) variables).get(CUSTOMER)
                : null;
    }
}
