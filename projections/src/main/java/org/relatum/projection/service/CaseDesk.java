package org.relatum.projection.service;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CaseKind;
import org.relatum.events.CaseSeverity;
import org.relatum.projection.service.ServiceFeatures.ServiceCase;
import org.relatum.projection.service.ServiceFeatures.State;

/**
 * The cases of a customer at an instant.
 *
 * @param cases in the order in which they were opened
 * @param survivor for a merged customer, the one it lives on in
 * @param policyVersion version of the SLA policy in force
 */
public record CaseDesk(List<Standing> cases, @Nullable UUID survivor, int policyVersion) {

    /** A case with its clock, which is read when it is asked for: tables don't show it. */
    public static final class Standing {
        private final ServiceCase serviceCase;
        private final Sla sla;
        private final SlaClock clock;
        private final Instant asOf;

        Standing(ServiceCase serviceCase, Sla sla, SlaClock clock, Instant asOf) {
            this.serviceCase = serviceCase;
            this.sla = sla;
            this.clock = clock;
            this.asOf = asOf;
        }

        public ServiceCase serviceCase() {
            return serviceCase;
        }

        public Sla sla() {
            return sla;
        }

        /** How the case stands with its first answer. */
        public SlaClock.Standing response() {
            return clock.response(serviceCase, asOf);
        }

        /** How the case stands with its resolution. */
        public SlaClock.Standing resolution() {
            return clock.resolution(serviceCase, asOf);
        }
    }

    /** How a case stands with its targets. */
    public enum Sla {
        /** Not done, and nothing is late. */
        ON_TIME,
        /** The first answer is or was late; the resolution is not. */
        RESPONSE_BREACHED,
        /** The resolution is or was late. */
        RESOLUTION_BREACHED,
        /** Resolved, and nothing was late. */
        MET
    }

    /** The discrete output of a case. */
    public record Value(
            State state,
            Sla sla,
            CaseKind kind,
            CaseSeverity severity,
            String category,
            @Nullable String assignee) {}

    int unresolved(@Nullable CaseKind kind) {
        return (int) cases.stream()
                .map(Standing::serviceCase)
                .filter(ServiceCase::unresolved)
                .filter(c -> kind == null || c.subject().kind() == kind)
                .count();
    }

    int unresolved(Sla sla) {
        return (int) cases.stream()
                .filter(c -> c.serviceCase().unresolved() && c.sla() == sla)
                .count();
    }
}
