package org.relatum.events.privacy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.UUID;

/**
 * A process that makes keys until it is killed: {@code KeyLoop FILE THREADS}. Prints a line {@code subject key} for each key it
 * was handed out, or one line with the error when the file can't be opened.
 */
final class KeyLoop {
    private KeyLoop() {}

    public static void main(String[] args) throws InterruptedException {
        try (FileSubjectKeys keys = FileSubjectKeys.open(Path.of(args[0]), new MemoryMasterKeys())) {
            Thread[] threads = new Thread[Integer.parseInt(args[1])];
            for (int i = 0; i < threads.length; i++) {
                threads[i] = new Thread(() -> make(keys));
                threads[i].start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
    }

    private static void make(FileSubjectKeys keys) {
        while (!System.out.checkError()) {
            UUID subject = UUID.randomUUID();
            byte[] key = keys.keyFor(subject).getEncoded();
            System.out.println(subject + " " + HexFormat.of().formatHex(key));
        }
    }
}
