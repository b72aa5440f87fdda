package org.relatum.events.privacy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Master keys in a PKCS #12 keystore, readable by its owner only. Entries are called {@code master-} and the version. A change writes a
 * new file beside the old one, then takes its place; what the old one held is overwritten.
 *
 * <p>Nodes may share the file. One that misses a version looks whether another one made it; changes are one node's at a time, which
 * whoever asks for them sees to.
 */
public final class KeystoreMasterKeys implements MasterKeys {
    private static final String ALIAS = "master-";
    private static final int KEY_BYTES = 32;

    private final Path path;
    private final char[] password;
    private final SecureRandom random = new SecureRandom();
    private volatile SortedSet<Integer> versions = Collections.emptySortedSet();
    private volatile TreeMap<Integer, SecretKey> keys = new TreeMap<>();

    private KeystoreMasterKeys(Path path, char[] password) {
        this.path = path;
        this.password = password;
    }

    /**
     * Opens the keystore; where there is none, makes one with a first key.
     *
     * @param password of the keystore and its entries
     * @throws IOException when it can't be read or written, holds no master key, or the password is wrong
     */
    public static KeystoreMasterKeys open(Path path, char[] password) throws IOException {
        KeystoreMasterKeys masters = new KeystoreMasterKeys(path, password.clone());
        if (Files.exists(path)) {
            // A secret that is mounted is not ours to restrict.
            if (Files.isWritable(path)) {
                OwnersFile.restrict(path);
            }
            masters.load();
        } else {
            masters.add();
        }
        return masters;
    }

    private void load() throws IOException {
        TreeMap<Integer, SecretKey> found = new TreeMap<>();
        try (InputStream in = Files.newInputStream(path)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            for (String alias : Collections.list(store.aliases())) {
                if (alias.startsWith(ALIAS) && store.getKey(alias, password) instanceof SecretKey key) {
                    found.put(Integer.parseInt(alias.substring(ALIAS.length())), key);
                }
            }
        } catch (GeneralSecurityException | NumberFormatException e) {
            throw new IOException(path + " is not a keystore of master keys", e);
        }
        if (found.isEmpty()) {
            throw new IOException(path + " holds no master key");
        }
        hold(found);
    }

    private void hold(TreeMap<Integer, SecretKey> now) {
        keys = now;
        versions = Collections.unmodifiableSortedSet(new TreeSet<>(now.keySet()));
    }

    @Override
    public SortedSet<Integer> versions() {
        return versions;
    }

    @Override
    public SecretKey key(int version) {
        SecretKey key = keys.get(version);
        if (key == null) {
            key = madeElsewhere(version);
        }
        return require(key, version);
    }

    private static SecretKey require(@Nullable SecretKey key, int version) {
        if (key == null) {
            throw new IllegalStateException("there is no master key of version " + version);
        }
        return key;
    }

    private synchronized @Nullable SecretKey madeElsewhere(int version) {
        try {
            if (!keys.containsKey(version)) {
                load();
            }
            return keys.get(version);
        } catch (IOException e) {
            throw new IllegalStateException("the master keys can't be read again", e);
        }
    }

    @Override
    public synchronized void refresh() throws IOException {
        if (Files.exists(path)) {
            load();
        }
    }

    @Override
    public synchronized int add() throws IOException {
        refresh();
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        TreeMap<Integer, SecretKey> more = new TreeMap<>(keys);
        int version = more.isEmpty() ? 1 : more.lastKey() + 1;
        more.put(version, new SecretKeySpec(bytes, "AES"));
        store(more);
        hold(more);
        return version;
    }

    @Override
    public synchronized void keepOnly(int version) throws IOException {
        refresh();
        TreeMap<Integer, SecretKey> only = new TreeMap<>(Map.of(version, require(keys.get(version), version)));
        store(only);
        hold(only);
    }

    private void store(TreeMap<Integer, SecretKey> entries) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        OwnersFile.create(fresh);
        try (FileChannel file = FileChannel.open(fresh, StandardOpenOption.WRITE);
                OutputStream out = Channels.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            for (var entry : entries.entrySet()) {
                store.setEntry(
                        ALIAS + entry.getKey(),
                        new KeyStore.SecretKeyEntry(entry.getValue()),
                        new KeyStore.PasswordProtection(password));
            }
            store.store(out, password);
            file.force(true);
        } catch (GeneralSecurityException e) {
            throw new IOException("can't write " + path, e);
        }
        try (@Nullable RandomAccessFile old = Files.exists(path) ? new RandomAccessFile(path.toFile(), "rw") : null) {
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            OwnersFile.forceName(path);
            if (old != null) {
                old.write(new byte[(int) old.length()]);
                old.getFD().sync();
            }
        }
    }
}
