package org.relatum.events.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relatum.events.Direction;
import org.relatum.events.InteractionEvent.InteractionLogged;
import org.relatum.events.Money;
import org.relatum.events.OrderLine;
import org.relatum.events.Personal;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.events.privacy.FileSubjectKeys;

class EventCodecTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.000001Z");

    @Test
    void a_personal_field_is_stored_sealed_and_revealed_with_the_subjects_key(@TempDir Path dir) throws Exception {
        try (FileSubjectKeys keys = FileSubjectKeys.open(dir.resolve("subject.keys"))) {
            FieldCipher cipher = new FieldCipher(keys);
            EventCodec codec = new EventCodec(cipher);
            UUID customer = UUID.randomUUID();
            byte[] stored = codec.encode(new InteractionLogged(
                    NOON, "phone", Direction.INBOUND, "billing", null, 30L, Personal.clear(customer, "Ada is ill")));

            assertThat(new String(stored, StandardCharsets.UTF_8)).doesNotContain("Ada");
            InteractionLogged read = (InteractionLogged) codec.decode("interaction.logged", 1, stored);
            assertThat(cipher.reveal(read.summary())).contains("Ada is ill");
            assertThat(codec.encode(read)).isEqualTo(stored);
        }
    }

    @Test
    void an_order_of_revision_1_is_read_as_one_in_the_reporting_currency(@TempDir Path dir) throws Exception {
        try (FileSubjectKeys keys = FileSubjectKeys.open(dir.resolve("subject.keys"))) {
            EventCodec codec = new EventCodec(new FieldCipher(keys));
            byte[] old = """
                {"occurredAt":"2026-03-01T12:00:00.000001Z","order":"A-1","total":{"amount":"10.50","currency":"USD"},\
                "lines":[{"description":"Book","quantity":"1","unitPrice":"10.50"}]}\
                """.getBytes(StandardCharsets.UTF_8);
            assertThat(codec.decode("order.placed", 1, old))
                    .isEqualTo(new OrderPlaced(
                            NOON,
                            "A-1",
                            new Money(new BigDecimal("10.50"), "USD"),
                            BigDecimal.ONE,
                            List.of(new OrderLine(null, "Book", null, BigDecimal.ONE, new BigDecimal("10.50"))),
                            null));
        }
    }
}
