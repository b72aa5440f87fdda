package org.relatum.server.access;

import jakarta.servlet.http.HttpServletRequest;
import org.relatum.events.access.Caller;
import org.relatum.events.access.Role;
import org.relatum.server.access.AccessTable.Rule;
import org.springframework.http.server.PathContainer.PathSegment;
import org.springframework.http.server.RequestPath;
import org.springframework.web.util.ServletRequestPathUtils;

/** Decides by rule and caller, as {@link DoorFilter} found them. */
final class Doors {
    /** Endpoints that Spring MVC's own mapping, and so {@link ReachInterceptor}, does not see. */
    private static final String BESIDES = "actuator";

    private Doors() {}

    /**
     * Whether a request may go on. An address of the API without a rule may when somebody known sends it: it leads to the answer that
     * there is nothing, or to {@link ReachInterceptor}, which opens nothing without a rule.
     */
    static boolean open(HttpServletRequest request) {
        Object caller = request.getAttribute(Caller.ATTRIBUTE);
        if (request.getAttribute(DoorFilter.RULE) instanceof Rule rule) {
            return rule.isOpen() || caller instanceof Caller known && rule.allows(known);
        }
        return caller != null && !isBesides(ServletRequestPathUtils.getParsedRequestPath(request));
    }

    /** As Spring reads the address, whatever of it is percent-encoded. */
    private static boolean isBesides(RequestPath path) {
        return path.pathWithinApplication().elements().stream()
                .filter(PathSegment.class::isInstance)
                .map(PathSegment.class::cast)
                .findFirst()
                .filter(segment -> segment.valueToMatch().equals(BESIDES))
                .isPresent();
    }

    /** Why it may not, for the caller; notes it for the record. */
    static String reason(HttpServletRequest request) {
        if (!(request.getAttribute(DoorFilter.RULE) instanceof Rule rule)) {
            request.setAttribute(DoorFilter.REASON, "not-in-the-table");
            return "Nobody may use this endpoint";
        }
        if (request.getAttribute(Caller.ATTRIBUTE) instanceof Caller caller && caller.hasAnyOf(rule.roles())) {
            request.setAttribute(DoorFilter.REASON, "not-for-a-part");
            return "This is about the whole company, and the key for a part of it";
        }
        request.setAttribute(DoorFilter.REASON, "missing-role");
        return "It takes one of the roles "
                + String.join(", ", rule.roles().stream().map(Role::label).toList());
    }
}
