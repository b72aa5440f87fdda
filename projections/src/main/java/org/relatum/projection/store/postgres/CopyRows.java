package org.relatum.projection.store.postgres;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.ByteConverter;
import org.relatum.projection.core.Micros;

/**
 * Rows of one table in the binary format of COPY. As many as {@value #MOST_BYTES} bytes of them are gathered in memory, then they are
 * copied: one customer may have more rows than memory holds.
 */
final class CopyRows implements RowFields.Sink {
    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    static final int HEADER_LENGTH = HEADER.length;
    /** PostgreSQL counts microseconds from 2000 on. */
    private static final long EPOCH = Micros.of(Instant.parse("2000-01-01T00:00:00Z"));

    private static final long EPOCH_DAY = LocalDate.of(2000, 1, 1).toEpochDay();

    private static final int AT_ONCE = 1 << 18;
    private static final int MOST_BYTES = 1 << 20;
    private static final int ABSENT = -1;

    private final String table;
    private final Connection connection;
    private final List<String> names = new ArrayList<>();
    private boolean named;
    private byte[] bytes = new byte[1 << 16];
    private int size;
    /** How many bytes of rows were copied before those that are here. */
    private long copied;

    private int row = ABSENT;
    private int fields;

    CopyRows(String table, Connection connection) {
        this.table = table;
        this.connection = connection;
        start();
    }

    private void start() {
        System.arraycopy(HEADER, 0, bytes, 0, HEADER.length);
        size = HEADER.length;
        row = ABSENT;
    }

    /** Where it is, to go back to. */
    long mark() {
        endRow();
        return copied + size - HEADER.length;
    }

    /** Forgets what came after a mark; false when some of that was copied already. */
    boolean reset(long mark) {
        boolean all = mark >= copied;
        if (all) {
            size = Math.toIntExact(mark - copied) + HEADER.length;
        } else {
            size = HEADER.length;
        }
        row = ABSENT;
        if (!named) {
            names.clear();
        }
        return all;
    }

    /** Begins a row. */
    CopyRows row() throws SQLException {
        endRow();
        if (size > MOST_BYTES) {
            copy();
        }
        row = size;
        fields = 0;
        room(2);
        size += 2;
        return this;
    }

    private void endRow() {
        if (row != ABSENT) {
            ByteConverter.int2(bytes, row, fields);
            row = ABSENT;
            named = true;
        }
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    @Override
    public void add(String name, String type, @Nullable Object value) {
        if (!named) {
            names.add(name);
        }
        fields++;
        switch (value) {
            case null -> length(ABSENT);
            case UUID uuid -> {
                length(16);
                put8(uuid.getMostSignificantBits());
                put8(uuid.getLeastSignificantBits());
            }
            case Instant instant -> timestamp(Micros.of(instant) - EPOCH);
            case Long number -> {
                length(8);
                put8(number);
            }
            case Integer number -> {
                length(4);
                length(number);
            }
            case LocalDate day -> {
                length(4);
                length(Math.toIntExact(day.toEpochDay() - EPOCH_DAY));
            }
            case Boolean truth -> {
                length(1);
                room(1);
                bytes[size++] = (byte) (truth ? 1 : 0);
            }
            case BigDecimal number -> bytes(ByteConverter.numeric(number));
            case byte[] some -> bytes(some);
            case Enum<?> constant -> text(constant.name());
            case String text -> {
                if (text.equals(RowFields.INFINITY) && type.equals("timestamptz")) {
                    timestamp(Long.MAX_VALUE);
                } else {
                    text(text);
                }
            }
            default -> throw new IllegalArgumentException("column " + name + " can't take " + value.getClass());
        }
    }

    private void timestamp(long micros) {
        length(8);
        put8(micros);
    }

    private void length(int length) {
        room(4);
        ByteConverter.int4(bytes, size, length);
        size += 4;
    }

    private void put8(long number) {
        room(8);
        ByteConverter.int8(bytes, size, number);
        size += 8;
    }

    private void text(String text) {
        bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private void bytes(byte[] some) {
        length(some.length);
        room(some.length);
        System.arraycopy(some, 0, bytes, size, some.length);
        size += some.length;
    }

    /** Takes the rows of a customer that were copied away again. */
    void delete(UUID customer) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from " + table + " where customer = ?")) {
            delete.setObject(1, customer);
            delete.executeUpdate();
        }
    }

    /** Copies the rows to the table, and begins anew. */
    void copy() throws SQLException {
        endRow();
        if (size == HEADER.length) {
            return;
        }
        copied += size - HEADER.length;
        room(2);
        ByteConverter.int2(bytes, size, -1);
        size += 2;
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + table + " (" + String.join(", ", names) + ") from stdin (format binary)");
        for (int at = 0; at < size; at += AT_ONCE) {
            copy.writeToCopy(bytes, at, Math.min(AT_ONCE, size - at));
        }
        copy.endCopy();
        start();
    }
}
