package org.relatum.server;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.relatum.events.ErasureGround;
import org.relatum.events.privacy.ErasureRegister;
import org.relatum.events.privacy.ErasureRegister.Erasure;
import org.springframework.jdbc.core.JdbcTemplate;

/** What nodes share of their registers of erasures: a table beside the keys, a row for each subject. */
final class DatabaseErasures implements ErasureRegister.Common {
    private final JdbcTemplate jdbc;

    DatabaseErasures(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<Erasure> all() {
        return jdbc.query(
                "select customer, array_agg(subject order by number) subjects, min(erased_at) erased_at,"
                        + " (array_agg(ground order by number))[1] ground from erasures group by customer"
                        + " order by min(number)",
                (row, number) -> new Erasure(
                        row.getObject("customer", UUID.class),
                        List.of((UUID[]) row.getArray("subjects").getArray()),
                        row.getObject("erased_at", OffsetDateTime.class).toInstant(),
                        ErasureGround.valueOf(row.getString("ground"))));
    }

    @Override
    public void add(Collection<Erasure> erasures) {
        jdbc.batchUpdate(
                "insert into erasures (customer, subject, erased_at, ground) values (?, ?, ?, ?) on conflict do"
                        + " nothing",
                erasures.stream()
                        .flatMap(erasure -> erasure.subjects().stream().map(subject -> new Object[] {
                            erasure.customer(),
                            subject,
                            erasure.erasedAt().atOffset(ZoneOffset.UTC),
                            erasure.ground().name()
                        }))
                        .toList());
    }
}
