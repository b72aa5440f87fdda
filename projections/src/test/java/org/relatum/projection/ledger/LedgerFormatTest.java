package org.relatum.projection.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.relatum.projection.engine.Leaves;
import org.relatum.projection.engine.StoredEvent;

/** The test vectors that docs/formats/ledger.md shows are what the program makes. */
class LedgerFormatTest {
    private static final HexFormat HEX = HexFormat.of();

    private final Hasher hasher = new Hasher();

    private static List<String> blocks() throws IOException {
        String text = Files.readString(Path.of("../docs/formats/ledger.md"));
        List<String> blocks = new ArrayList<>();
        String[] parts = text.split("```\n");
        for (int i = 1; i < parts.length; i += 2) {
            blocks.add(parts[i]);
        }
        return blocks;
    }

    private static StoredEvent event(long sequence, String type, String payload, String metadata) {
        return new StoredEvent(
                sequence + 1,
                "customer",
                UUID.fromString("0b0e1a7e-5d9c-4b0e-9f6a-1f6d2c3b4a59"),
                sequence,
                UUID.fromString("01990000-0000-7000-8000-00000000000" + sequence),
                type,
                1,
                Instant.parse("2026-01-02T10:00:00.104Z").plusSeconds(sequence),
                payload.getBytes(StandardCharsets.UTF_8),
                metadata.getBytes(StandardCharsets.UTF_8));
    }

    private static NoteSigner signer(String name, byte type, int first) {
        byte[] seed = new byte[32];
        for (int i = 0; i < seed.length; i++) {
            seed[i] = (byte) (first + i);
        }
        return NoteSigner.of(name, type, seed);
    }

    @Test
    void the_vectors_of_the_document_are_reproduced() throws IOException {
        List<String> blocks = blocks();
        assertThat(blocks).hasSize(4);
        StringBuilder leaves = new StringBuilder();
        Tree tree = new Tree();
        for (StoredEvent event : List.of(
                event(0, "customer.registered", "{\"party\":\"PERSON\"}", "{\"actor\":\"shop\"}"),
                event(1, "order.placed", "{\"order\":\"A-1\"}", "{\"actor\":\"shop\",\"channel\":\"web\"}"),
                event(2, "order.returned", "{\"order\":\"A-1\"}", "{}"))) {
            Leaf leaf = Leaves.of(event, hasher);
            byte[] hash = hasher.leaf(leaf.bytes());
            leaves.append(HEX.formatHex(leaf.bytes()))
                    .append('\n')
                    .append(HEX.formatHex(hash))
                    .append('\n');
            tree.append(hash);
            assertThat(Leaf.read(leaf.bytes()).bytes()).isEqualTo(leaf.bytes());
        }
        assertThat(blocks.get(0)).isEqualTo(leaves.toString());
        assertThat(blocks.get(1)).isEqualTo(HEX.formatHex(tree.root()) + "\n");
        NoteSigner signer = signer("relatum/example", NoteKey.LOG, 0);
        NoteSigner witness = signer("witness.example/w1", NoteKey.COSIGNATURE, 32);
        assertThat(blocks.get(2))
                .isEqualTo(signer.secret() + "\n" + signer.key().text() + "\n"
                        + witness.key().text() + "\n");
        String text = Checkpoint.of("relatum/example", 3, tree.root()).text();
        SignedNote note = new SignedNote(text, List.of(signer.sign(text), witness.cosign(text, 1_767_348_000)));
        assertThat(blocks.get(3)).isEqualTo(note.note());
        assertThat(SignedNote.parse(blocks.get(3)).signedBy(List.of(signer.key(), witness.key())))
                .hasSize(2);
    }

    @Test
    void the_actor_is_the_first_text_of_its_name_as_far_as_metadata_can_be_read() {
        for (List<String> one : Arrays.asList(
                List.of("{\"actor\":\"shop\"}", "shop"),
                List.of("{\"reason\":{\"actor\":\"x\"},\"actor\":\"shop\",\"actor\":\"y\"", "shop"),
                List.of("{\"actor\":null}", ""),
                List.of("{\"actor\":7}", ""),
                List.of("{\"reason\":", ""),
                List.of("[\"actor\"]", ""),
                List.of("", ""))) {
            String actor = Leaves.of(event(0, "order.placed", "{}", one.get(0)), hasher)
                    .actor();
            assertThat(actor == null ? "" : actor).as(one.get(0)).isEqualTo(one.get(1));
        }
    }

    @Test
    void an_actor_that_is_too_long_is_left_out() {
        String metadata = "{\"actor\":\"" + "a".repeat(1_001) + "\"}";
        Leaf leaf = Leaves.of(event(0, "order.placed", "{}", metadata), hasher);
        assertThat(Leaf.read(leaf.bytes()).actor()).isNull();
    }
}
