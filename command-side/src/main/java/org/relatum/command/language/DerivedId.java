package org.relatum.command.language;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.PolicyKind;

/**
 * Identifiers derived from names: equal names give equal identifiers, on every machine and for ever. SHA-256 over the
 * length-prefixed UTF-8 of kind and names, as a version 8 UUID.
 */
public final class DerivedId {
    private DerivedId() {}

    /** The identifier of the thing of this kind that has these names. */
    public static UUID of(String kind, String... names) {
        MessageDigest sha = sha256();
        update(sha, kind);
        for (String name : names) {
            update(sha, name);
        }
        ByteBuffer hash = ByteBuffer.wrap(sha.digest());
        return new UUID(
                (hash.getLong() & ~0xF000L) | 0x8000L, (hash.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L);
    }

    /**
     * The identifier of a thing within a customer that the caller did not name: short, and unique enough among the customers that
     * may be merged.
     *
     * @param kind of the thing, for example {@code care}
     * @param sequence of the last event of the command that records it, by which the command's answer knows it
     */
    public static String within(UUID customer, String kind, long sequence) {
        UUID id = of(kind, customer.toString(), Long.toString(sequence));
        return "%012x".formatted(id.getMostSignificantBits() >>> 16);
    }

    /** The customer that a registration with this key makes, or made. */
    public static UUID ofCustomer(String actor, String idempotencyKey) {
        return of("customer", actor, idempotencyKey);
    }

    /** The stream of the article with this SKU. */
    public static UUID ofProduct(String sku) {
        return of("product", sku);
    }

    /** The stream of the department with this key. */
    public static UUID ofDepartment(String department) {
        return of("department", department);
    }

    /** The stream of the member of staff with this key. */
    public static UUID ofStaff(String staff) {
        return of("staff", staff);
    }

    /** The stream of the policy of a kind. */
    public static UUID ofPolicy(PolicyKind kind) {
        return of("policy", kind.key());
    }

    /**
     * The stream of the scorecard of a period.
     *
     * @param dimension key of the dimension
     * @param member the part of the company; null for the whole
     */
    public static UUID ofScorecard(String period, String dimension, @Nullable String member) {
        return of("scorecard", period, dimension, member == null ? "" : member);
    }

    private static void update(MessageDigest sha, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        sha.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is required of every Java platform", e);
        }
    }
}
