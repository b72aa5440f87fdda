package org.relatum.command.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvRecordsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void fields_are_quoted_or_not() throws IOException {
        assertThat(read("a,\"b, \"\"c\"\"\",,d")).containsExactly("1: a|b, \"c\"||d");
    }

    @Test
    void a_quoted_field_may_reach_over_lines_and_the_record_has_the_number_of_its_first_one() throws IOException {
        assertThat(read("x,\"one\r\ntwo\n\nfour\",y\nz")).containsExactly("1: x|one\ntwo\n\nfour|y", "5: z");
    }

    @Test
    void blank_lines_are_no_records() throws IOException {
        assertThat(read("\n  \na\n\n\nb\n\n")).containsExactly("3: a", "6: b");
    }

    @Test
    void a_quote_inside_of_an_unquoted_field_is_text() throws IOException {
        assertThat(read("5\" disk,1\nnext")).containsExactly("1: 5\" disk|1", "2: next");
    }

    @Test
    void a_quote_that_is_never_closed_costs_its_line_and_not_the_rest_of_the_file() throws IOException {
        assertThat(read("a,1\nb,\"open\nc,3\nd,4"))
                .containsExactly("1: a|1", "2: quote-not-closed", "3: c|3", "4: d|4");
    }

    @Test
    void a_quote_that_is_closed_by_the_beginning_of_another_field_costs_its_line_only() throws IOException {
        assertThat(read("a,\"open\nb,\"fine\"\nc,3")).containsExactly("1: quote-not-closed", "2: b|fine", "3: c|3");
    }

    @Test
    void a_file_cut_off_within_a_quoted_field_loses_that_row_only() throws IOException {
        assertThat(read("a,1\nb,\"cut of")).containsExactly("1: a|1", "2: quote-not-closed");
    }

    @Test
    void text_behind_a_closing_quote_is_refused() throws IOException {
        assertThat(read("\"a\"x,b\nc")).containsExactly("1: csv-invalid", "2: c");
    }

    @Test
    void a_field_of_thousands_of_lines_is_not_waited_for() throws IOException {
        String lines = "b,2\n".repeat(40_000);

        assertThat(read("\"a\n" + lines)).hasSize(40_001).first().isEqualTo("1: quote-not-closed");
    }

    @Test
    void a_line_of_another_encoding_costs_its_row() throws IOException {
        byte[] content = "a,1\ncaf\u00E9,2\nb,3".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(read(content)).containsExactly("1: a|1", "2: row-not-utf-8", "3: b|3");
    }

    private List<String> read(String content) throws IOException {
        return read(content.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> read(byte[] content) throws IOException {
        List<String> result = new ArrayList<>();
        try (CsvRecords records = new CsvRecords(ImportFiles.file(folder, content), ',')) {
            for (CsvRecords.CsvRow row = records.next(); row != null; row = records.next()) {
                result.add(row.line() + ": "
                        + (row.refused() != null ? row.refused().code() : String.join("|", row.fields())));
            }
        }
        return result;
    }
}
