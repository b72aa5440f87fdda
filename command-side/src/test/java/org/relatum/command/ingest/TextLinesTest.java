package org.relatum.command.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextLinesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void lines_end_with_lf_crlf_or_cr_or_the_end_of_the_file() throws IOException {
        assertThat(texts("a\nb\r\nc\rd")).containsExactly("a", "b", "c", "d");
        assertThat(texts("a\n\r\n\rb\n")).containsExactly("a", "", "", "b");
        assertThat(texts("\n")).containsExactly("");
    }

    @Test
    void a_carriage_return_at_the_very_end_begins_no_line() throws IOException {
        assertThat(texts("a\r")).containsExactly("a");
    }

    @Test
    void a_byte_order_mark_is_no_part_of_the_first_line() throws IOException {
        assertThat(texts("\uFEFForder,customer\nA,1")).containsExactly("order,customer", "A,1");
    }

    @Test
    void every_script_is_read() throws IOException {
        assertThat(texts("客户,ü\n😀")).containsExactly("客户,ü", "😀");
    }

    @Test
    void a_line_of_another_encoding_is_marked_and_the_next_one_is_read() throws IOException {
        List<TextLines.Line> lines = lines(join("good\n", "caf\u00E9\n".getBytes(StandardCharsets.ISO_8859_1), "good"));

        assertThat(lines).extracting(TextLines.Line::fault).containsExactly(null, TextLines.Fault.NOT_UTF_8, null);
        assertThat(lines).extracting(TextLines.Line::number).containsExactly(1L, 2L, 3L);
    }

    @Test
    void a_character_cut_in_half_at_the_end_of_the_file_is_marked() throws IOException {
        byte[] cut = {'a', '\n', (byte) 0xE5, (byte) 0xAE};

        assertThat(lines(cut)).extracting(TextLines.Line::fault).containsExactly(null, TextLines.Fault.NOT_UTF_8);
    }

    @Test
    void a_zero_byte_behind_a_good_beginning_costs_its_line() throws IOException {
        byte[] content = join("x".repeat(50) + "\n".repeat(9_000), new byte[] {'a', 0, 'b'}, "\nlast");

        List<TextLines.Line> lines = lines(content);

        assertThat(lines.get(9_000).fault()).isEqualTo(TextLines.Fault.ZERO_BYTE);
        assertThat(lines.get(9_001).text()).isEqualTo("last");
    }

    @Test
    void an_endless_line_is_marked_without_being_kept() throws IOException {
        List<TextLines.Line> lines =
                lines(("short\n" + "x".repeat(3_000_000) + "\nshort").getBytes(StandardCharsets.UTF_8));

        assertThat(lines).extracting(TextLines.Line::fault).containsExactly(null, TextLines.Fault.TOO_LONG, null);
        assertThat(lines.get(1).text()).isEmpty();
    }

    @Test
    void the_longest_line_is_read_whole() throws IOException {
        assertThat(texts("x".repeat(TextLines.LONGEST))).containsExactly("x".repeat(TextLines.LONGEST));
    }

    @Test
    void files_that_are_no_text_are_refused_with_what_to_do() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("00001 19970101 1 11.77\n".getBytes(StandardCharsets.UTF_8));
        }
        refused(packed.toByteArray(), "file-binary", "unpack");
        refused(new byte[] {'P', 'K', 3, 4, 20, 0, 6, 0}, "file-binary", "spreadsheet");
        refused(new byte[] {1, 2, 0, 3}, "file-binary", "zero bytes");
        refused("a,b\n".getBytes(StandardCharsets.UTF_16), "file-not-utf-8", "UTF-16");
        refused(join("", new byte[] {(byte) 0xFF, (byte) 0xFE, 'a', 0}, ""), "file-not-utf-8", "UTF-16");
        refused(new byte[0], "file-empty", "empty");
    }

    private void refused(byte[] content, String code, String word) {
        assertThatExceptionOfType(FileRefused.class)
                .isThrownBy(() -> lines(content))
                .withMessageContaining(word)
                .extracting(FileRefused::code)
                .isEqualTo(code);
    }

    private List<String> texts(String content) throws IOException {
        return lines(content.getBytes(StandardCharsets.UTF_8)).stream()
                .map(TextLines.Line::text)
                .toList();
    }

    private List<TextLines.Line> lines(byte[] content) throws IOException {
        List<TextLines.Line> result = new ArrayList<>();
        try (TextLines lines = TextLines.open(ImportFiles.file(folder, content))) {
            for (TextLines.Line line = lines.next(); line != null; line = lines.next()) {
                result.add(line);
            }
        }
        return result;
    }

    private static byte[] join(String before, byte[] middle, String after) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(before.getBytes(StandardCharsets.UTF_8));
        all.writeBytes(middle);
        all.writeBytes(after.getBytes(StandardCharsets.UTF_8));
        return all.toByteArray();
    }
}
