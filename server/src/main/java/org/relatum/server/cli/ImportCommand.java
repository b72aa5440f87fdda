package org.relatum.server.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Brings a file of purchases in. */
@Command(
        name = "import",
        description = {
            "Bring a file of purchases in. Safe to repeat: rows that are there already are not recorded again.",
            "Refused rows go to a file with their line and the reason; they do not make the command fail."
        })
final class ImportCommand implements Callable<Integer> {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    boolean help;

    @Mixin
    ClientOptions client;

    @Parameters(paramLabel = "FILE", description = "the file to import")
    Path file;

    @Option(names = "--format", required = true, paramLabel = "FORMAT", description = "cdnow or orders-csv")
    String format;

    @Option(
            names = "--columns",
            paramLabel = "NAME=HEADER,...",
            description = "orders-csv: which header stands for which column, where the names differ")
    @Nullable
    String columns;

    @Option(
            names = "--system",
            paramLabel = "NAME",
            description = "namespace of the customers' references (default: the format's name)")
    @Nullable
    String system;

    @Option(
            names = "--dates",
            paramLabel = "PATTERN",
            description = "orders-csv: pattern of dates and times, such as M/d/yyyy H:mm (default: ISO 8601)")
    @Nullable
    String dates;

    @Option(
            names = "--currency",
            paramLabel = "CODE",
            description = "orders-csv: currency of rows that name none (default: the reporting currency)")
    @Nullable
    String currency;

    @Option(names = "--refused", paramLabel = "PATH", description = "where refused rows go (default: FILE.refused.csv)")
    @Nullable
    Path refusedFile;

    @Override
    public Integer call() throws IOException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new ClientException("the file " + file + " cannot be read");
        }
        Path refused = refusedFile != null ? refusedFile : Path.of(file + ".refused.csv");
        String path = "/api/v1/imports?format=" + encoded(format) + option("columns", columns)
                + option("system", system) + option("dates", dates) + option("currency", currency);
        try (ClientOptions.Connection connection = client.connect();
                Refusals refusals = new Refusals(refused)) {
            Progress progress = new Progress("rows");
            Summary summary = new Summary();
            connection.api().stream(path, "application/octet-stream", BodyPublishers.ofFile(file), line -> {
                if (line.has("progress")) {
                    JsonNode at = line.path("progress");
                    progress.at(at.path("rows").asLong(0), at.path("total").asLong(0));
                } else if (line.has("refused")) {
                    refusals.add(line.path("refused"));
                } else if (line.has("summary")) {
                    summary.value = line.path("summary");
                } else if (line.has("error")) {
                    throw new ClientException("the import failed: "
                            + line.path("error").path("reason").asString(""));
                }
            });
            progress.done();
            if (summary.value == null) {
                throw new ClientException("the import broke off before its end; repeat it, nothing is recorded twice");
            }
            if (client.json) {
                Output.json(summary.value);
            } else {
                print(summary.value);
            }
            if (refusals.count > 0) {
                System.err.println("relatum: " + refusals.count + " refused rows are in " + refused);
            }
            return 0;
        } catch (FileNotFoundException e) {
            throw new ClientException("the file " + file + " cannot be read", e);
        }
    }

    private static void print(JsonNode summary) {
        Output.line("rows %s · accepted %s · already there %s · refused %s"
                .formatted(
                        Output.text(summary.path("rows")),
                        Output.text(summary.path("accepted")),
                        Output.text(summary.path("alreadyThere")),
                        Output.text(summary.path("refused"))));
        Output.line("customers %s · orders %s · %s seconds"
                .formatted(
                        Output.text(summary.path("customers")),
                        Output.text(summary.path("orders")),
                        Output.text(summary.path("seconds"))));
    }

    private static String option(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + encoded(value);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static final class Summary {
        private @Nullable JsonNode value;
    }

    /** The file of refused rows: there when at least one was refused, gone when an earlier run left one behind. */
    private static final class Refusals implements AutoCloseable {
        private final Path file;
        private @Nullable CsvWriter writer;
        private long count;

        Refusals(Path file) throws IOException {
            this.file = file;
            Files.deleteIfExists(file);
        }

        void add(JsonNode refusal) {
            try {
                CsvWriter out = writer;
                if (out == null) {
                    out = CsvWriter.builder().build(file);
                    out.writeRecord("line", "code", "reason");
                    writer = out;
                }
                out.writeRecord(
                        refusal.path("line").asString(""),
                        refusal.path("code").asString(""),
                        refusal.path("reason").asString(""));
                count++;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            if (writer != null) {
                writer.close();
            }
        }
    }
}
