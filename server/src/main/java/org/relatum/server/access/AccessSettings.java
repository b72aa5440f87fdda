package org.relatum.server.access;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the doors, {@code relatum.access.*}.
 *
 * @param requestsPerSecond how often a key without a limit of its own, or a principal of an identity provider, may be used; 0: without
 *     limit
 * @param principalClaim claim of a token that names its principal; not personal, because it is recorded for ever
 * @param rolesClaim claim that names its roles, as an array or separated by blanks
 * @param ownerClaim claim that names the owner whose customers it may see; absent from the token: any
 * @param departmentClaim claim that names the department whose customers it may see; absent from the token: any
 */
@ConfigurationProperties("relatum.access")
record AccessSettings(
        @DefaultValue("1000") int requestsPerSecond,
        @DefaultValue("sub") String principalClaim,
        @DefaultValue("roles") String rolesClaim,
        @DefaultValue("relatum_owner") String ownerClaim,
        @DefaultValue("relatum_department") String departmentClaim) {}
