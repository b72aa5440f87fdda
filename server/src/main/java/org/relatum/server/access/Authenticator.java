package org.relatum.server.access;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relatum.events.access.Caller;
import org.relatum.events.access.Reach;
import org.relatum.events.access.Role;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/** Tells from what a request brings who sent it: a key of ours, or a token of the identity provider where one is configured. */
final class Authenticator {
    private static final String SCHEME = "bearer ";
    /** Principals of an identity provider: no key's principal has a colon. */
    private static final String PROVIDED = "oidc:";

    private static final int LONGEST_NAME = 190;

    private final ApiKeys keys;
    private final @Nullable JwtDecoder tokens;
    private final AccessSettings settings;

    Authenticator(ApiKeys keys, @Nullable JwtDecoder tokens, AccessSettings settings) {
        this.keys = keys;
        this.tokens = tokens;
        this.settings = settings;
    }

    /** Who it is, or why that is not known. */
    sealed interface Identity {
        /**
         * It is known.
         *
         * @param requestsPerSecond 0: without limit
         */
        record Known(Caller caller, int requestsPerSecond) implements Identity {}

        /** Nothing was brought. */
        record Nobody() implements Identity {}

        /**
         * What was brought opens nothing.
         *
         * @param reason stable, kebab-case
         * @param key id of the key, where it is one of ours
         */
        record Refused(
                String reason, String detail, @Nullable String key) implements Identity {}
    }

    Identity identify(@Nullable String authorization) {
        if (authorization == null) {
            return new Identity.Nobody();
        }
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return new Identity.Refused("other-scheme", "Send Authorization: Bearer with a key", null);
        }
        String token = authorization.substring(SCHEME.length()).strip();
        if (token.startsWith(ApiKeys.PREFIX)) {
            return key(token);
        }
        return tokens == null ? unknown() : provided(token, tokens);
    }

    private static Identity unknown() {
        return new Identity.Refused("unknown-key", "The key is none of this service", null);
    }

    private Identity key(String token) {
        ApiKey key = keys.find(token).orElse(null);
        if (key == null || key.roles().isEmpty()) {
            return unknown();
        }
        return switch (key.state(keys.now())) {
            case REVOKED -> new Identity.Refused("revoked-key", "The key was revoked", key.id());
            case EXPIRED -> new Identity.Refused("expired-key", "The key has expired", key.id());
            case VALID -> {
                keys.used(key.id());
                Integer limit = key.requestsPerSecond();
                yield new Identity.Known(key.caller(), limit == null ? settings.requestsPerSecond() : limit);
            }
        };
    }

    private Identity provided(String token, JwtDecoder decoder) {
        Jwt jwt;
        try {
            jwt = decoder.decode(token);
        } catch (JwtException e) {
            return new Identity.Refused("bad-token", "The token is not accepted", null);
        }
        String name = text(jwt, settings.principalClaim());
        Set<Role> roles = roles(jwt.getClaims().get(settings.rolesClaim()));
        if (name == null || name.length() > LONGEST_NAME || roles.isEmpty()) {
            return new Identity.Refused("token-without-role", "The token names no principal, or no role here", null);
        }
        if (isUnreadable(jwt, settings.ownerClaim()) || isUnreadable(jwt, settings.departmentClaim())) {
            return new Identity.Refused(
                    "bad-token", "The token limits its reach in a way that is not understood", null);
        }
        return new Identity.Known(
                new Caller(
                        PROVIDED + name,
                        roles,
                        new Reach(text(jwt, settings.ownerClaim()), text(jwt, settings.departmentClaim())),
                        null),
                settings.requestsPerSecond());
    }

    /** A limit that can't be read must not become none. */
    private static boolean isUnreadable(Jwt jwt, String claim) {
        return jwt.hasClaim(claim) && text(jwt, claim) == null;
    }

    private static @Nullable String text(Jwt jwt, String claim) {
        return jwt.getClaims().get(claim) instanceof String text && !text.isBlank() ? text : null;
    }

    private static Set<Role> roles(@Nullable Object claim) {
        Collection<?> names = switch (claim) {
            case String text -> Arrays.asList(text.split(" ", -1));
            case Collection<?> many -> many;
            case null, default -> List.of();
        };
        Set<Role> roles = EnumSet.noneOf(Role.class);
        names.forEach(name -> Role.labelled(String.valueOf(name)).ifPresent(roles::add));
        return roles;
    }
}
