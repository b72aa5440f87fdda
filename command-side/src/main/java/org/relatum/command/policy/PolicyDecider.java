package org.relatum.command.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.relatum.command.language.PolicyCommand;
import org.relatum.command.language.PolicyCommand.PublishPolicy;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.events.PolicyEvent;
import org.relatum.events.PolicyEvent.PolicyPublished;

/** The rules of publishing. */
public final class PolicyDecider {
    private PolicyDecider() {}

    /**
     * What happens when this is asked of the policy of a kind.
     *
     * @param version its version so far, 0 when nothing was published
     * @param now when the fact will be recorded
     * @throws org.relatum.command.language.RefusedException when a rule forbids it
     */
    public static List<PolicyEvent> decide(int version, PolicyCommand command, Instant now) {
        return switch (command) {
            case PublishPolicy c -> {
                Instant effectiveFrom = Objects.requireNonNullElse(c.effectiveFrom(), now);
                if (effectiveFrom.isBefore(now)) {
                    throw Refusal.of(
                                    RefusalCode.EFFECTIVE_IN_PAST,
                                    "A policy can't take effect before it is recorded",
                                    "now",
                                    now)
                            .asException();
                }
                yield List.of(new PolicyPublished(
                        now, c.kind(), version + 1, effectiveFrom, c.document(), digest(c.document())));
            }
        };
    }

    private static String digest(String document) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(document.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is required of every Java platform", e);
        }
    }
}
