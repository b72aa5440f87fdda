import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Checks or applies the code format: {@code java Format.java check|apply DIRECTORY}.
 *
 * <p>A formatter parses with the compiler of the JDK it runs on, so it has to run on the toolchain's JDK. Plugins run
 * inside Maven, which may be on an older Java that does not know this code's syntax; the build therefore starts this
 * file as a program of its own.
 */
class Format {
    public static void main(String[] args) throws IOException {
        boolean apply = args[0].equals("apply");
        Path root = Path.of(args[1]);
        Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
                .style(JavaFormatterOptions.Style.PALANTIR)
                .build());
        List<Path> sources;
        try (Stream<Path> modules = Files.list(root)) {
            sources = modules.map(module -> module.resolve("src"))
                    .filter(Files::isDirectory)
                    .flatMap(Format::javaFiles)
                    .toList();
        }
        AtomicBoolean failed = new AtomicBoolean();
        sources.parallelStream().forEach(source -> {
            try {
                String text = Files.readString(source);
                String formatted = formatter.formatSourceAndFixImports(text);
                if (formatted.equals(text)) {
                    return;
                }
                if (apply) {
                    Files.writeString(source, formatted);
                    System.out.println("formatted " + root.relativize(source));
                } else {
                    failed.set(true);
                    System.err.println("not formatted: " + root.relativize(source));
                }
            } catch (FormatterException e) {
                failed.set(true);
                System.err.println(root.relativize(source) + ": " + e.getMessage());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        if (failed.get()) {
            System.err.println("Format the code with: mvn -N verify -Dformat=apply");
            System.exit(1);
        }
    }

    private static Stream<Path> javaFiles(Path directory) {
        try {
            return Files.walk(directory).filter(file -> file.toString().endsWith(".java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
