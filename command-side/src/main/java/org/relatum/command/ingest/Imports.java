package org.relatum.command.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.InvalidField;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.shell.CommandService;
import org.relatum.command.shell.Issuance;
import org.springframework.util.unit.DataSize;

/** The entrance to imports: takes a file in whole, reads it once, and only then begins to record. */
public final class Imports {
    private static final String PREFIX = "import-";
    private static final int BUFFER = 1 << 16;

    private static final Map<String, ImportFormat> FORMATS = Stream.of(new CdnowFormat(), new OrdersCsvFormat())
            .collect(Collectors.toUnmodifiableMap(ImportFormat::name, Function.identity()));

    private final CommandService commands;
    private final ImportSettings settings;
    private final Path folder;
    private final ZoneId zone;
    private final String currency;

    /**
     * Makes the folder, and removes what a crash left in it.
     *
     * @param folder where files are kept while they are imported; of this process alone
     * @param zone in which days begin
     * @param currency of files that name none
     */
    public Imports(CommandService commands, ImportSettings settings, Path folder, ZoneId zone, String currency)
            throws IOException {
        this.commands = commands;
        this.settings = settings;
        this.folder = folder;
        this.zone = zone;
        this.currency = currency;
        Files.createDirectories(folder);
        try (DirectoryStream<Path> leftOver = Files.newDirectoryStream(folder, PREFIX + "*")) {
            for (Path file : leftOver) {
                Files.delete(file);
            }
        }
    }

    /** The most that a file may have. */
    public DataSize maxFileSize() {
        return settings.maxFileSize();
    }

    /** What the caller says about the file; see {@link ImportOptions}. */
    public record Request(
            @Nullable String format,
            @Nullable String columns,
            @Nullable String system,
            @Nullable String dates,
            @Nullable String currency) {}

    /**
     * Takes the file in and reads it once.
     *
     * @param issuance of the commands that the rows become, apart from their keys
     * @throws org.relatum.command.language.RefusedException when it can't be imported; nothing was recorded
     */
    public Prepared prepare(Request request, InputStream body, Issuance issuance) throws IOException {
        ImportFormat format = request.format() == null ? null : FORMATS.get(request.format());
        if (format == null) {
            String known = FORMATS.keySet().stream().sorted().collect(Collectors.joining(" or "));
            throw Refusal.invalid("format", request.format() == null ? "required" : "unknown", "must be " + known)
                    .asException();
        }
        Path file = Files.createTempFile(folder, PREFIX, ".part");
        try {
            takeIn(body, file);
            ImportOptions options = new ImportOptions(
                    ImportOptions.parseColumns(request.columns()),
                    request.system(),
                    request.dates(),
                    Objects.requireNonNullElse(request.currency(), currency),
                    zone);
            return new Prepared(
                    format.survey(file, options), file, new CommandImportTarget(commands, issuance), settings.lanes());
        } catch (FileRefused refused) {
            Files.delete(file);
            throw refusal(refused).asException();
        } catch (IOException | RuntimeException e) {
            Files.delete(file);
            throw e;
        }
    }

    private void takeIn(InputStream body, Path file) throws IOException {
        long left = settings.maxFileSize().toBytes();
        byte[] buffer = new byte[BUFFER];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                left -= read;
                if (left < 0) {
                    throw tooLarge(settings.maxFileSize()).asException();
                }
                out.write(buffer, 0, read);
            }
        }
    }

    /** The refusal of a file that is larger than allowed. */
    public static Refusal tooLarge(DataSize limit) {
        return Refusal.of(
                RefusalCode.TOO_LARGE,
                "The file has more than " + limit.toMegabytes() + " MB; import it in parts",
                "limitBytes",
                limit.toBytes());
    }

    private static Refusal refusal(FileRefused refused) {
        InvalidField error = new InvalidField(refused.field(), refused.code(), refused.reason());
        return refused.field().equals(FileRefused.FILE)
                ? new Refusal(RefusalCode.FILE_UNREADABLE, refused.reason(), Map.of(), List.of(error))
                : Refusal.invalid(List.of(error));
    }

    /** A file that can be imported; to be closed, which forgets it. */
    public static final class Prepared implements AutoCloseable {
        private final ImportFormat.Survey survey;
        private final Path file;
        private final ImportTarget target;
        private final int lanes;

        private Prepared(ImportFormat.Survey survey, Path file, ImportTarget target, int lanes) {
            this.survey = survey;
            this.file = file;
            this.target = target;
            this.lanes = lanes;
        }

        /**
         * Imports, once; returns after the last report.
         *
         * @param reports called by one thread at a time; when it throws, nobody listens any more and the import ends
         */
        public void run(Consumer<ImportReport> reports) throws InterruptedException {
            new ImportRun(survey, target, lanes, reports).run();
        }

        @Override
        public void close() throws IOException {
            Files.deleteIfExists(file);
        }
    }
}
