package org.relatum.server.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.command.access.AccessJournal;
import org.relatum.events.AccessOutcome;
import org.relatum.events.access.Caller;
import org.relatum.server.access.AccessTable.Rule;
import org.relatum.server.access.Authenticator.Identity;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.UrlPathHelper;

/**
 * Finds out who sends a request and which rule of the {@link AccessTable} it falls under, keeps callers to their rate, and notes
 * who looked at what and who tried in vain. Whether the rule lets the caller in is decided behind it.
 */
final class DoorFilter extends OncePerRequestFilter {
    /** Attribute of a request: its {@link Rule}; absent when it falls under none. */
    static final String RULE = DoorFilter.class.getName() + ".rule";
    /** Attribute of a request that is refused: why, stable and kebab-case. */
    static final String REASON = DoorFilter.class.getName() + ".reason";

    private static final String NO_ENDPOINT = "(no endpoint)";
    private static final String CUSTOMERS = "/api/v1/customers/";
    private static final int UUID_LENGTH = 36;
    private static final int LONGEST_QUESTION = 300;

    private final Authenticator authenticator;
    private final RateLimits limits;
    private final AccessJournal journal;

    DoorFilter(Authenticator authenticator, RateLimits limits, AccessJournal journal) {
        this.authenticator = authenticator;
        this.limits = limits;
        this.journal = journal;
    }

    /** A caller as Spring Security knows it. */
    private static final class KnownCaller extends AbstractAuthenticationToken {
        private static final long serialVersionUID = 1L;
        private final transient Caller caller;

        KnownCaller(Caller caller) {
            super(AuthorityUtils.createAuthorityList(
                    caller.roles().stream().map(role -> "ROLE_" + role.name()).toList()));
            this.caller = caller;
            setAuthenticated(true);
        }

        @Override
        public @Nullable Object getCredentials() {
            return null;
        }

        @Override
        public Object getPrincipal() {
            return caller;
        }
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Rule> rule = AccessTable.matching(
                request.getMethod(),
                ServletRequestPathUtils.parseAndCache(request).pathWithinApplication());
        rule.ifPresent(found -> request.setAttribute(RULE, found));
        Caller caller = null;
        String key = null;
        switch (authenticator.identify(request.getHeader("Authorization"))) {
            case Identity.Nobody nobody -> request.setAttribute(REASON, "no-key");
            case Identity.Refused refused -> {
                request.setAttribute(REASON, refused.reason());
                note(request, rule, null, refused.key(), AccessOutcome.UNAUTHENTICATED);
                AccessProblem.respond(response, AccessCode.UNAUTHENTICATED, refused.detail());
                return;
            }
            case Identity.Known known -> {
                caller = known.caller();
                key = caller.key();
                long wait = limits.secondsToWait(caller, known.requestsPerSecond());
                if (wait > 0) {
                    note(request, rule, caller, key, AccessOutcome.RATE_LIMITED);
                    response.setHeader("Retry-After", Long.toString(wait));
                    AccessProblem.respond(
                            response,
                            AccessCode.TOO_MANY_REQUESTS,
                            "The key may be used " + known.requestsPerSecond() + " times a second");
                    return;
                }
                request.setAttribute(Caller.ATTRIBUTE, caller);
                SecurityContextHolder.setContext(new SecurityContextImpl(new KnownCaller(caller)));
            }
        }
        try {
            chain.doFilter(request, response);
        } finally {
            SecurityContextHolder.clearContext();
            note(request, response, rule, caller, key);
        }
    }

    private void note(
            HttpServletRequest request,
            HttpServletResponse response,
            Optional<Rule> rule,
            @Nullable Caller caller,
            @Nullable String key) {
        int status = response.getStatus();
        if (status == AccessCode.UNAUTHENTICATED.status()) {
            note(request, rule, caller, key, AccessOutcome.UNAUTHENTICATED);
        } else if (status == AccessCode.FORBIDDEN.status()) {
            note(request, rule, caller, key, AccessOutcome.FORBIDDEN);
        } else if (status < 300 && rule.isPresent() && rule.get().audited()) {
            note(request, rule, caller, key, AccessOutcome.READ);
        }
    }

    private void note(
            HttpServletRequest request,
            Optional<Rule> rule,
            @Nullable Caller caller,
            @Nullable String key,
            AccessOutcome outcome) {
        // What strangers can vary at will is left out, so that they can't fill the log with differing attempts.
        journal.note(new AccessJournal.Kind(
                outcome,
                caller == null ? null : caller.name(),
                key,
                rule.map(Rule::name).orElse(NO_ENDPOINT),
                outcome == AccessOutcome.READ || outcome == AccessOutcome.FORBIDDEN ? customer(request) : null,
                outcome == AccessOutcome.READ ? question(request.getQueryString()) : null,
                outcome == AccessOutcome.READ ? null : (String) request.getAttribute(REASON)));
    }

    /** Only of what was answered: parameters that nobody knows, which might say anything, are refused. */
    private static @Nullable String question(@Nullable String query) {
        return query == null || query.length() <= LONGEST_QUESTION ? query : query.substring(0, LONGEST_QUESTION);
    }

    private static @Nullable UUID customer(HttpServletRequest request) {
        if (request.getAttribute(Caller.CUSTOMER_TOLD_OF) instanceof UUID customer) {
            return customer;
        }
        String path = UrlPathHelper.defaultInstance.getRequestUri(request);
        if (!path.startsWith(CUSTOMERS) || path.length() < CUSTOMERS.length() + UUID_LENGTH) {
            return null;
        }
        try {
            return UUID.fromString(path.substring(CUSTOMERS.length(), CUSTOMERS.length() + UUID_LENGTH));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
