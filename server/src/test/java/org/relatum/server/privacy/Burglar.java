package org.relatum.server.privacy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.relatum.events.Personal;
import org.relatum.events.Personal.Place;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.events.privacy.KeystoreMasterKeys;
import org.relatum.events.privacy.MasterKeys;
import org.relatum.events.privacy.SubjectKeys;
import org.relatum.events.wire.EventTypes;

/**
 * One who has carried files away, knows how everything is stored, and has a master key. Looks through all bytes of all files, whatever
 * they are: for slots of keys that the master key unwraps, for sealed fields that one of these keys opens, and for plain text.
 */
final class Burglar {
    private static final int SLOT = 128;
    private static final List<String> FIELDS = List.of(
            "name",
            "birthDate",
            "address",
            "occupation",
            "notes",
            "value",
            "label",
            "reason",
            "summary",
            "text",
            "note",
            "description",
            "comment");

    /** One character a byte. */
    private final List<String> files = new ArrayList<>();

    /** Takes all files below these. */
    Burglar(Path... places) throws IOException {
        for (Path place : places) {
            try (Stream<Path> all = Files.walk(place)) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    try {
                        files.add(new String(Files.readAllBytes(file), ISO_8859_1));
                    } catch (NoSuchFileException e) {
                        // The database recycled it meanwhile.
                    }
                }
            }
        }
    }

    /** Which of these texts stand somewhere as they are. */
    Set<String> plain(Collection<String> texts) {
        Set<String> found = new TreeSet<>();
        for (String text : texts) {
            if (stands(text.getBytes(UTF_8))) {
                found.add(text);
            }
        }
        return found;
    }

    /** Whether a key stands somewhere, as bytes or written out. */
    boolean hasKey(SecretKey key) {
        byte[] bytes = key.getEncoded();
        return stands(bytes)
                || stands(HexFormat.of().formatHex(bytes).getBytes(UTF_8))
                || stands(Base64.getEncoder().withoutPadding().encode(bytes))
                || stands(Base64.getUrlEncoder().withoutPadding().encode(bytes));
    }

    private boolean stands(byte[] bytes) {
        String text = new String(bytes, ISO_8859_1);
        return files.stream().anyMatch(file -> file.contains(text));
    }

    /** Every key of these subjects that a master key unwraps. */
    Map<UUID, Set<SecretKey>> keys(Collection<UUID> subjects, Path keystore, Path password) throws IOException {
        MasterKeys masters = KeystoreMasterKeys.open(
                keystore, Files.readString(password).strip().toCharArray());
        Map<UUID, Set<SecretKey>> keys = new TreeMap<>();
        for (UUID subject : subjects) {
            String name = new String(
                    ByteBuffer.allocate(16)
                            .putLong(subject.getMostSignificantBits())
                            .putLong(subject.getLeastSignificantBits())
                            .array(),
                    ISO_8859_1);
            for (String file : files) {
                for (int at = file.indexOf(name); at >= 0; at = file.indexOf(name, at + 1)) {
                    if (at + SLOT <= file.length()) {
                        byte[] slot = file.substring(at, at + SLOT).getBytes(ISO_8859_1);
                        for (int version : masters.versions()) {
                            unwrapped(slot, masters.key(version))
                                    .ifPresent(key -> keys.computeIfAbsent(subject, s -> new HashSet<>())
                                            .add(key));
                        }
                    }
                }
            }
        }
        return keys;
    }

    private static Optional<SecretKey> unwrapped(byte[] slot, SecretKey master) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, master, new GCMParameterSpec(128, slot, 20, 12));
            cipher.updateAAD(slot, 0, 16);
            return Optional.of(new SecretKeySpec(cipher.doFinal(slot, 32, 48), "AES"));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /** Every personal field in these streams that one of these keys opens, by their subjects. */
    Set<String> opened(Collection<UUID> streams, Map<UUID, Set<SecretKey>> keys) {
        List<Place> places = new ArrayList<>();
        for (UUID stream : streams) {
            for (String field : FIELDS) {
                EventTypes.ALL.forEach(type -> places.add(new Place(stream, type.name(), field)));
                places.add(new Place(stream, "metadata", field));
            }
        }
        Set<String> opened = new TreeSet<>();
        for (UUID subject : keys.keySet()) {
            for (SecretKey key : keys.getOrDefault(subject, Set.of())) {
                FieldCipher cipher = new FieldCipher(new OneKey(key));
                for (String sealed : sealed(subject)) {
                    for (Place place : places) {
                        try {
                            cipher.reveal(Personal.sealed(subject, place, sealed))
                                    .ifPresent(opened::add);
                        } catch (IllegalStateException e) {
                            // Sealed elsewhere.
                        }
                    }
                }
            }
        }
        return opened;
    }

    /** What stands after the subject's name somewhere and may be a sealed field. */
    private Set<String> sealed(UUID subject) {
        Pattern field = Pattern.compile(subject + ":([A-Za-z0-9_-]{38,})");
        Set<String> sealed = new TreeSet<>();
        for (String file : files) {
            Matcher matcher = field.matcher(file);
            while (matcher.find()) {
                sealed.add(matcher.group(1));
            }
        }
        return sealed;
    }

    private record OneKey(SecretKey key) implements SubjectKeys {
        @Override
        public SecretKey keyFor(UUID subject) {
            return key;
        }

        @Override
        public Optional<SecretKey> find(UUID subject) {
            return Optional.of(key);
        }

        @Override
        public void destroy(Collection<UUID> subjects) {
            throw new UnsupportedOperationException();
        }
    }

    /** Copies a directory as a backup does, without what must be in none. */
    static void copy(Path from, Path to, Set<String> without) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Path relative = from.relativize(file);
                if (without.contains(relative.toString())) {
                    continue;
                }
                try {
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(to.resolve(relative));
                        Files.setPosixFilePermissions(to.resolve(relative), Files.getPosixFilePermissions(file));
                    } else if (Files.isRegularFile(file)) {
                        Files.copy(file, to.resolve(relative), StandardCopyOption.COPY_ATTRIBUTES);
                    }
                } catch (NoSuchFileException e) {
                    // The database recycled it meanwhile.
                }
            }
        }
    }
}
