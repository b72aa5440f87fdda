package org.relatum.server.backup;

import java.io.Serial;
import java.util.List;
import org.relatum.projection.ledger.Finding;

/** A backup can't be taken or is not restored; the message is meant for the person who asked for it. */
public final class BackupException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient List<Finding> findings;

    BackupException(String message) {
        this(message, List.of());
    }

    /** With everything that differs from what was recorded and signed. */
    BackupException(String message, List<Finding> findings) {
        super(message);
        this.findings = List.copyOf(findings);
    }

    BackupException(String message, Throwable cause) {
        super(message, cause);
        this.findings = List.of();
    }

    /** What differs, in the order in which it was found; none when that is not why. */
    public List<Finding> findings() {
        return findings == null ? List.of() : findings;
    }
}
