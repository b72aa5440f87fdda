package org.relatum.server.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.relatum.events.privacy.OwnersFile;
import org.relatum.projection.ledger.Hasher;
import org.relatum.query.audit.Recomputation.View;
import tools.jackson.databind.node.ObjectNode;

/** The files of an audit bundle; {@code docs/formats/ledger.md} describes them. */
final class Bundle {
    static final String MANIFEST = "manifest.json";
    static final String CHECKPOINT = "checkpoint.txt";
    static final String KEYS = "keys.txt";
    static final String EVENTS = "events.ndjson";
    static final String READABLE = "readable.ndjson";
    /** Published policies and fits of the value model, which views depend on. */
    static final String REFERENCES = "references.ndjson";

    static final String POLICIES = "policies.json";
    static final String VIEWS = "views/";
    static final String REPORT = "report.html";
    static final String CONSISTENCY = "consistency/";
    static final String FORMAT = "relatum-audit-bundle";
    static final int VERSION = 2;

    private static final long LARGEST = 2_000_000_000;

    private Bundle() {}

    /** The file of a view. */
    static String view(View view) {
        return VIEWS + view.file() + ".json";
    }

    /** The text of a file. */
    static String text(Map<String, byte[]> files, String name) {
        byte[] content = files.get(name);
        if (content == null) {
            throw new ClientException("the bundle has no " + name);
        }
        return new String(content, StandardCharsets.UTF_8);
    }

    /** SHA-256 in hexadecimal. */
    static String digest(byte[] content) {
        return HexFormat.of().formatHex(new Hasher().digest(content));
    }

    /** Writes files with their manifest, which it completes; the bundle is there as a whole or not at all, and only for its owner. */
    static void write(Path path, Map<String, byte[]> files, ObjectNode manifest) {
        ObjectNode digests = manifest.putObject("files");
        new TreeMap<>(files).forEach((name, content) -> digests.put(name, digest(content)));
        Map<String, byte[]> all = new LinkedHashMap<>();
        all.put(MANIFEST, (manifest.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
        all.putAll(files);
        Path unfinished = path.resolveSibling(path.getFileName() + ".unfinished");
        try {
            Files.deleteIfExists(unfinished);
            OwnersFile.create(unfinished);
            try (OutputStream out = Files.newOutputStream(unfinished, StandardOpenOption.WRITE);
                    ZipOutputStream zip = new ZipOutputStream(out)) {
                for (Map.Entry<String, byte[]> file : all.entrySet()) {
                    zip.putNextEntry(new ZipEntry(file.getKey()));
                    zip.write(file.getValue());
                    zip.closeEntry();
                }
            }
            Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ClientException(path + " can't be written: " + e.getMessage(), e);
        }
    }

    /** Reads all files. */
    static Map<String, byte[]> read(Path path) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        long size = 0;
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(path))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] content = zip.readAllBytes();
                size += content.length;
                if (size > LARGEST) {
                    throw new ClientException(path + " is larger than a bundle can be");
                }
                if (files.put(entry.getName(), content) != null) {
                    throw new ClientException(path + " has two files " + entry.getName());
                }
            }
        } catch (ZipException e) {
            throw new ClientException(path + " is damaged: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new ClientException(path + " can't be read: " + e, e);
        }
        if (!files.containsKey(MANIFEST)) {
            throw new ClientException(path + " is no audit bundle: it has no " + MANIFEST);
        }
        return files;
    }
}
