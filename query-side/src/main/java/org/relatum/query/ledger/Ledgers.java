package org.relatum.query.ledger;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.ledger.Checkpoint;
import org.relatum.projection.ledger.NoteKey;
import org.relatum.projection.ledger.Proofs;
import org.relatum.projection.ledger.SignedNote;
import org.relatum.projection.store.LedgerKeys;
import org.relatum.projection.store.postgres.LedgerKeeper;
import org.relatum.projection.store.postgres.PostgresLedger;
import org.relatum.projection.store.postgres.PostgresLedger.Reached;
import org.relatum.query.request.QueryCode;
import org.relatum.query.request.QueryProblem;

/** What can be said of the ledger. Safe for concurrent use. */
public final class Ledgers {
    private static final int LATEST = 100;
    /** How far a witness's clock may be ahead of ours. */
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private final PostgresLedger ledger;
    private final LedgerKeeper keeper;
    private final List<NoteKey> witnesses;
    private final Clock clock;

    /**
     * @throws IllegalArgumentException when a witness's key can't be read
     */
    public Ledgers(PostgresLedger ledger, LedgerKeeper keeper, LedgerSettings settings, Clock clock) {
        this.ledger = ledger;
        this.keeper = keeper;
        this.witnesses = settings.witnesses().stream().map(Ledgers::witness).toList();
        this.clock = clock;
    }

    private static NoteKey witness(String text) {
        try {
            NoteKey key = NoteKey.parse(text);
            if (key.type() == NoteKey.COSIGNATURE) {
                return key;
            }
            throw new IllegalArgumentException("its type is not " + NoteKey.COSIGNATURE);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("relatum.ledger.witnesses: " + text + ": " + e.getMessage(), e);
        }
    }

    /**
     * How far the ledger is.
     *
     * @param size number of leaves
     * @param lagEvents events that have a position and no leaf
     * @param lag how long ago the first of them was recorded
     * @param failure why none is added, null: they are
     */
    public record Figures(
            long size,
            long lagEvents,
            Duration lag,
            @Nullable String failure) {}

    /** How far the ledger is. */
    public Figures figures() {
        Reached reached = ledger.reached();
        Instant since = reached.behindSince();
        Duration lag = since == null ? Duration.ZERO : Duration.between(since, clock.instant());
        return new Figures(
                reached.size(),
                Math.max(0, reached.head() - reached.size()),
                lag.isNegative() ? Duration.ZERO : lag,
                keeper.failure());
    }

    /** Tiles, entries, stored events. */
    PostgresLedger stored() {
        return ledger;
    }

    /** Name of the log, and who signs for it. */
    LedgerKeys keys() {
        return keeper.keys();
    }

    /** Whose cosignatures are taken. */
    List<NoteKey> witnesses() {
        return witnesses;
    }

    /** The newest checkpoint. */
    SignedNote newest() {
        return newestIfAny().orElseThrow(Ledgers::none);
    }

    /** The newest checkpoint, if one was signed. */
    Optional<SignedNote> newestIfAny() {
        return ledger.checkpoint().map(SignedNote::parse);
    }

    private static QueryProblem none() {
        return QueryProblem.of(QueryCode.CHECKPOINT_NOT_FOUND, "No checkpoint was signed yet");
    }

    /** The newest checkpoint that a witness cosigned. */
    SignedNote witnessed() {
        return ledger.keptCheckpoints(LATEST).stream()
                .map(SignedNote::parse)
                .filter(note -> !note.signedBy(witnesses).isEmpty())
                .findFirst()
                .orElseThrow(() -> QueryProblem.of(
                        QueryCode.CHECKPOINT_NOT_FOUND, "No checkpoint was cosigned by a witness that is known here"));
    }

    /** The newest checkpoint, read. */
    Checkpoint checkpoint() {
        return Checkpoint.parse(newest().text());
    }

    /**
     * Keeps the cosignatures of a checkpoint.
     *
     * @return who cosigned it by now
     * @throws QueryProblem when it is none of this log's, or no known witness signed it
     */
    List<NoteKey> cosign(SignedNote note) {
        Checkpoint checkpoint = Checkpoint.parse(note.text());
        Checkpoint newest = checkpoint();
        if (checkpoint.size() > newest.size()
                || !checkpoint.text().equals(note.text())
                || !checkpoint.equals(Checkpoint.of(
                        keys().origin(), checkpoint.size(), new Proofs(ledger, checkpoint.size()).root()))) {
            throw QueryProblem.of(QueryCode.CHECKPOINT_OF_ANOTHER_LOG, "This log was never as this checkpoint says");
        }
        List<SignedNote.Line> taken = note.lines().stream()
                .filter(line -> witnesses.stream().anyMatch(w -> w.verifies(note.text(), line)))
                .filter(line -> !line.cosignedAt().isAfter(clock.instant().plus(TOLERANCE)))
                .toList();
        if (taken.isEmpty()) {
            throw QueryProblem.of(
                    QueryCode.NOT_COSIGNED, "None of the signatures is that of a witness that is known here");
        }
        SignedNote own = new SignedNote(
                note.text(),
                keys().signers().stream()
                        .map(signer -> signer.sign(note.text()))
                        .toList());
        SignedNote kept = ledger.checkpointAt(checkpoint.size())
                .map(SignedNote::parse)
                .orElse(own)
                .with(taken);
        ledger.keep(checkpoint.size(), kept.note(), clock.instant());
        return kept.signedBy(witnesses).stream()
                .sorted(Comparator.comparing(NoteKey::name))
                .toList();
    }

    /** Takes a new key into use. */
    void rotateKey() {
        try {
            if (!keeper.rotateKey()) {
                throw QueryProblem.of(
                        QueryCode.LEDGER_NOT_KEPT_HERE,
                        Optional.ofNullable(keeper.failure())
                                .orElse("Another node keeps the ledger, or its key is being changed already"));
            }
        } catch (UncheckedIOException e) {
            throw QueryProblem.of(
                    QueryCode.LEDGER_KEY_NOT_WRITABLE,
                    "The key stays as it is: a new one has to be in its file before it signs. Where the file is mounted"
                            + " for reading, make the new one outside and give it to all nodes (docs/proof.md)");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw QueryProblem.unavailable();
        }
    }
}
