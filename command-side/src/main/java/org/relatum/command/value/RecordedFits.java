package org.relatum.command.value;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.ValueModelEvent.ValueModelFitted;
import org.relatum.events.wire.EventCodec;
import org.springframework.jdbc.core.JdbcTemplate;

/** The fits in the log. */
public final class RecordedFits {
    /** Streams of fits, as an index of the log knows them. */
    static final String STREAM_TYPE = "value-model";

    private static final String FITS = """
        select e.stream, e.recorded_at, e.type, e.revision, e.payload, p.position
        from log.events e left join log.positions p on p.event_index = e.event_index
        where e.stream_type = '%s'\
        """.formatted(STREAM_TYPE);

    private final JdbcTemplate jdbc;
    private final EventCodec codec;

    public RecordedFits(JdbcTemplate jdbc, EventCodec codec) {
        this.jdbc = jdbc;
        this.codec = codec;
    }

    /**
     * One recorded fit.
     *
     * @param position of its event in the log, null while that is not known yet
     */
    public record Fit(UUID id, Instant recordedAt, @Nullable Long position, ValueModelFitted event) {}

    /** The fit with this id. */
    public Optional<Fit> find(UUID id) {
        return jdbc.query(FITS + "and e.stream = ?", this::fit, id).stream().findFirst();
    }

    /**
     * The fits, newest first.
     *
     * @param before only those recorded before that one; null: from the newest on
     */
    public List<Fit> newest(@Nullable UUID before, int limit) {
        String rows = FITS + """
            and (?::uuid is null
                 or e.event_index < (select f.event_index from log.events f where f.stream = ?::uuid limit 1))
            order by e.event_index desc limit ?\
            """;
        return jdbc.query(rows, this::fit, before, before, limit);
    }

    private Fit fit(ResultSet row, int number) throws SQLException {
        UUID stream = row.getObject(1, UUID.class);
        return new Fit(
                stream,
                row.getObject(2, OffsetDateTime.class).toInstant(),
                row.getObject(6, Long.class),
                (ValueModelFitted) codec.decode(stream, row.getString(3), row.getInt(4), row.getBytes(5)));
    }
}
