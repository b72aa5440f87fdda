import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Makes what a container image stands on, so that none has to be fetched: {@code java Base.java DIRECTORY}.
 *
 * <p>A Java runtime of what the service needs, made by jlink of the JDK that runs this; the C library of this machine, which that needs, and the few others
 * that a distribution's JDK takes from the machine instead of bringing them along; a user; folders to write to. No shell and no other program. Parts of the
 * runtime that need more, for screens and sound, are left out; it fails where nothing would run without them.
 */
class Base {
    /** What the service and its libraries use, and what helps to find out what it does. */
    private static final List<String> MODULES = List.of(
            "java.se",
            "jdk.charsets",
            "jdk.crypto.ec",
            "jdk.jcmd",
            "jdk.jfr",
            "jdk.management",
            "jdk.management.agent",
            "jdk.naming.dns",
            "jdk.net",
            "jdk.security.auth",
            "jdk.unsupported",
            "jdk.zipfs");
    private static final Set<String> C_LIBRARY =
            Set.of("libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1");
    /** Copied, too, where the runtime needs them: compression, and what C++ is translated to. */
    private static final Set<String> OTHERS = Set.of("libz.so.1", "libstdc++.so.6", "libgcc_s.so.1");
    /** What the service can't be without, in the runtime. */
    private static final List<String> REQUIRED = List.of(
            "bin/java",
            "lib/libjli.so",
            "lib/server/libjvm.so",
            "lib/libjava.so",
            "lib/libjimage.so",
            "lib/libnet.so",
            "lib/libnio.so",
            "lib/libzip.so");
    /** Loaded by the C library itself, where it is too old to contain them. */
    private static final List<String> ALSO = List.of("libnss_files.so.2", "libnss_dns.so.2", "libresolv.so.2");

    public static void main(String[] args) throws IOException, InterruptedException {
        Path root = Path.of(args[0]).toAbsolutePath();
        delete(root);
        Path java = root.resolve("opt/java");
        Files.createDirectories(java.getParent());
        runtime(java);
        Map<Path, Map<String, String>> needed = new TreeMap<>();
        for (Path file : programs(java)) {
            needed.put(file, needed(file));
        }
        Map<Path, Map<String, String>> all = Map.copyOf(needed);
        while (needed.keySet().removeIf(file -> !needed.get(file).keySet().stream()
                .allMatch(name -> isCopied(name) || needed.keySet().stream().anyMatch(p -> p.endsWith(name))))) {
            // what needs something that was left out is left out, too
        }
        for (String name : REQUIRED) {
            Path file = java.resolve(name);
            if (!needed.containsKey(file)) {
                throw new IllegalStateException("without " + name + " there is no runtime; this JDK's needs "
                        + all.getOrDefault(file, Map.of()).keySet() + ", and only the C library and " + OTHERS
                        + " are copied");
            }
        }
        for (Path file : programs(java)) {
            if (!needed.containsKey(file)) {
                System.out.println("left out " + java.relativize(file));
                Files.delete(file);
            }
        }
        Set<Path> libraries = new TreeSet<>();
        needed.values().forEach(found -> found.forEach((name, path) -> {
            if (isCopied(name)) {
                libraries.add(Path.of(path).normalize());
            }
        }));
        for (Path library : libraries) {
            copy(library, root);
            for (String name : ALSO) {
                Path other = library.resolveSibling(name);
                if (library.endsWith("libc.so.6") && Files.exists(other)) {
                    copy(other, root);
                }
            }
        }
        Path etc = Files.createDirectories(root.resolve("etc"));
        Files.writeString(etc.resolve("passwd"), "root:x:0:0::/:/\nrelatum:x:10001:10001::/data:/\n");
        Files.writeString(etc.resolve("group"), "root:x:0:\nrelatum:x:10001:\n");
        Files.writeString(etc.resolve("nsswitch.conf"), "hosts: files dns\n");
        Files.createDirectories(root.resolve("data"));
        Files.createDirectories(root.resolve("tmp"));
    }

    private static void runtime(Path java) {
        int code = ToolProvider.findFirst("jlink")
                .orElseThrow(() -> new IllegalStateException("this JDK has no jlink"))
                .run(
                        System.out,
                        System.err,
                        "--add-modules",
                        String.join(",", MODULES),
                        "--strip-debug",
                        "--no-man-pages",
                        "--no-header-files",
                        "--output",
                        java.toString());
        if (code != 0) {
            System.exit(code);
        }
    }

    private static List<Path> programs(Path java) throws IOException {
        List<Path> programs = new ArrayList<>();
        try (Stream<Path> files = Files.walk(java)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.size(file) > 4) {
                    try (var in = Files.newInputStream(file)) {
                        byte[] start = in.readNBytes(4);
                        if (start[0] == 0x7f && start[1] == 'E' && start[2] == 'L' && start[3] == 'F') {
                            programs.add(file);
                        }
                    }
                }
            }
        }
        return programs;
    }

    /** What a program or library loads: names, and where this machine finds them, if it does. */
    private static Map<String, String> needed(Path file) throws IOException, InterruptedException {
        Process ldd = new ProcessBuilder("ldd", file.toString()).redirectErrorStream(true).start();
        String said = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (ldd.waitFor() != 0) {
            throw new IllegalStateException("ldd " + file + ": " + said);
        }
        Map<String, String> needed = new TreeMap<>();
        for (String line : said.lines().map(String::strip).toList()) {
            // "libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x…)", "libjvm.so => not found", or the loader as "/lib64/ld-linux-x86-64.so.2 (0x…)"
            String[] words = line.split(" ");
            if (words.length > 2 && words[1].equals("=>")) {
                needed.put(words[0], words[2]);
            } else if (words[0].startsWith("/")) {
                needed.put(Path.of(words[0]).getFileName().toString(), words[0]);
            }
        }
        return needed;
    }

    private static boolean isCopied(String name) {
        return C_LIBRARY.contains(name) || OTHERS.contains(name) || name.startsWith("ld-linux");
    }

    private static void copy(Path library, Path root) throws IOException {
        Path target = root.resolve(Path.of("/").relativize(library));
        Files.createDirectories(target.getParent());
        Files.copy(library.toRealPath(), target, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> {
                    try {
                        Files.delete(file);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }
        }
    }
}
