package org.relatum.server.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.relatum.events.privacy.OwnersFile;
import org.relatum.projection.ledger.Finding;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A zip whose last file but the signature lists the others with their SHA-256. It is there as a whole or not at all, and only its owner may
 * read it.
 */
final class BackupFile implements AutoCloseable {
    static final String MANIFEST = "manifest.json";
    static final String SIGNATURE = "signature.txt";

    private static final int VERSION = 1;

    private final Path path;
    private final ZipFile zip;
    private final byte[] manifestBytes;
    private final ObjectNode manifest;

    private BackupFile(Path path, ZipFile zip, byte[] manifestBytes, ObjectNode manifest) {
        this.path = path;
        this.zip = zip;
        this.manifestBytes = manifestBytes;
        this.manifest = manifest;
    }

    /** Writes the content of one file. */
    @FunctionalInterface
    interface Source {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Signs what is listed, once it is known; null: it is not signed. */
    @FunctionalInterface
    interface Signer {
        @Nullable
        String sign(String digest);
    }

    /**
     * Writes a file.
     *
     * @param format what it is
     * @param files in their order; {@code details} of a file, if it has some, are listed with it
     */
    static void write(
            Path path,
            String format,
            ObjectNode manifest,
            Map<String, Source> files,
            Map<String, ObjectNode> details,
            Signer signer) {
        Path unfinished = path.resolveSibling(path.getFileName() + ".unfinished");
        try {
            try {
                create(unfinished);
                manifest.put("format", format).put("version", VERSION);
                try (OutputStream out = Files.newOutputStream(unfinished);
                        ZipOutputStream zip = new ZipOutputStream(out)) {
                    zip.setLevel(Deflater.BEST_SPEED);
                    ObjectNode list = manifest.putObject("files");
                    for (Map.Entry<String, Source> file : files.entrySet()) {
                        ObjectNode entry = list.putObject(file.getKey());
                        ObjectNode detail = details.get(file.getKey());
                        if (detail != null) {
                            entry.setAll(detail);
                        }
                        zip.putNextEntry(new ZipEntry(file.getKey()));
                        Counting counting = new Counting(zip);
                        file.getValue().writeTo(counting);
                        zip.closeEntry();
                        entry.put("bytes", counting.bytes).put("sha256", counting.digest());
                    }
                    byte[] listed = (manifest.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
                    put(zip, MANIFEST, listed);
                    String signature = signer.sign(hex(sha256().digest(listed)));
                    if (signature != null) {
                        put(zip, SIGNATURE, signature.getBytes(StandardCharsets.UTF_8));
                    }
                }
                try (FileChannel written = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                    written.force(true);
                }
                move(unfinished, path);
            } finally {
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException e) {
            throw new BackupException(path + " can't be written: " + e.getMessage(), e);
        }
    }

    private static void create(Path file) throws IOException {
        Files.deleteIfExists(file);
        try {
            OwnersFile.create(file);
        } catch (FileAlreadyExistsException e) {
            throw new BackupException("somebody else is writing " + file, e);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
        OwnersFile.forceName(to);
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    /**
     * Opens a file.
     *
     * @throws BackupException when it is not whole or something else, with the place where it ends
     */
    static BackupFile open(Path path, String format) {
        if (!Files.isRegularFile(path)) {
            throw new BackupException("there is no file " + path);
        }
        ZipFile zip;
        try {
            zip = new ZipFile(path.toFile());
        } catch (IOException e) {
            throw new BackupException(path + " is not whole: " + whereItEnds(path) + " (" + e.getMessage() + ")", e);
        }
        try {
            byte[] bytes = contentOf(path, zip, MANIFEST);
            if (!(JsonMapper.shared().readTree(bytes) instanceof ObjectNode manifest)
                    || !manifest.path("format").asString("").equals(format)) {
                throw new BackupException(path + " is something else: " + MANIFEST + " does not say it is a " + format);
            }
            if (manifest.path("version").asInt(0) != VERSION) {
                throw new BackupException(path + " is of version " + manifest.path("version") + " of its format; this"
                        + " version of Relatum reads " + VERSION);
            }
            return new BackupFile(path, zip, bytes, manifest);
        } catch (JacksonException e) {
            closeQuietly(zip);
            throw new BackupException(path + " is damaged: " + MANIFEST + " can't be read: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            closeQuietly(zip);
            throw e;
        }
    }

    private static void closeQuietly(ZipFile zip) {
        try {
            zip.close();
        } catch (IOException e) {
            // Nothing was written.
        }
    }

    private static byte[] contentOf(Path path, ZipFile zip, String name) {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new BackupException(path + " has no " + name);
        }
        try (InputStream in = zip.getInputStream(entry)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new BackupException(path + " is damaged in " + name + ": " + e.getMessage(), e);
        }
    }

    /** Of a zip without its end, read from its beginning. */
    private static String whereItEnds(Path path) {
        String last = null;
        long bytes = 0;
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(path))) {
            byte[] buffer = new byte[1 << 16];
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                last = entry.getName();
                bytes = 0;
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    bytes += n;
                }
            }
            return last == null ? "it is no backup" : "it ends after " + last;
        } catch (IOException e) {
            return last == null ? "it is no backup" : "it ends within " + last + ", after " + bytes + " bytes of it";
        }
    }

    /** What it says about itself. */
    ObjectNode manifest() {
        return manifest;
    }

    /** Names of the files that are listed, in their order. */
    Map<String, JsonNode> files() {
        Map<String, JsonNode> files = new LinkedHashMap<>();
        manifest.path("files").properties().forEach(file -> files.put(file.getKey(), file.getValue()));
        return files;
    }

    /** The digest that is signed. */
    String manifestDigest() {
        return hex(sha256().digest(manifestBytes));
    }

    /** The signature; null: there is none. */
    @Nullable
    String signature() {
        return zip.getEntry(SIGNATURE) == null
                ? null
                : new String(contentOf(path, zip, SIGNATURE), StandardCharsets.UTF_8);
    }

    /** The content of a file of moderate size. */
    byte[] content(String name) {
        return contentOf(path, zip, name);
    }

    InputStream stream(String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new BackupException(path + " has no " + name);
        }
        return zip.getInputStream(entry);
    }

    /** Reads every file that is listed. Returns those that are not as they were written. */
    List<Finding> differences() {
        List<Finding> differences = new ArrayList<>();
        byte[] buffer = new byte[1 << 16];
        for (Map.Entry<String, JsonNode> file : files().entrySet()) {
            MessageDigest sha = sha256();
            long bytes = 0;
            try (InputStream in = stream(file.getKey())) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    sha.update(buffer, 0, n);
                    bytes += n;
                }
                if (!hex(sha.digest()).equals(file.getValue().path("sha256").asString(""))) {
                    differences.add(finding(file.getKey() + " is not what was written: it has " + bytes
                            + " bytes, and " + file.getValue().path("bytes")
                            + " were written, with another SHA-256"));
                }
            } catch (IOException e) {
                differences.add(finding(file.getKey() + " can't be read beyond byte " + bytes + ": " + e.getMessage()));
            }
        }
        return differences;
    }

    static Finding finding(String detail) {
        return new Finding(Finding.What.FILE, 0, null, detail);
    }

    @Override
    public void close() {
        closeQuietly(zip);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Counts and digests what goes through; closing it leaves the zip open. */
    private static final class Counting extends DigestOutputStream {
        private long bytes;

        Counting(OutputStream out) {
            super(out, sha256());
        }

        @Override
        public void write(int b) throws IOException {
            super.write(b);
            bytes++;
        }

        @Override
        public void write(byte[] content, int offset, int length) throws IOException {
            super.write(content, offset, length);
            bytes += length;
        }

        @Override
        public void close() throws IOException {
            flush();
        }

        String digest() {
            return hex(getMessageDigest().digest());
        }
    }
}
