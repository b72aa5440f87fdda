package org.relatum.command.ingest;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a UTF-8 text file, whatever ends them (LF, CRLF or CR). A bad line is marked and the next one is read as
 * if nothing had been: one wrong byte costs one line. Memory is bounded by {@link #LONGEST}.
 */
final class TextLines implements Closeable {
    /** Bytes; no row of an order file comes near that, a binary file does. */
    static final int LONGEST = 65_536;

    private static final int LOOKED_AT = 8_192;
    private static final byte[] UTF_8_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final BufferedInputStream in;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(256);
    private long number;

    private TextLines(BufferedInputStream in) {
        this.in = in;
    }

    /**
     * @throws FileRefused {@code file-empty}, {@code file-binary} or {@code file-not-utf-8} when the beginning shows that
     *     this is no UTF-8 text at all
     */
    static TextLines open(Path file) throws IOException {
        BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            in.mark(LOOKED_AT);
            byte[] start = in.readNBytes(LOOKED_AT);
            in.reset();
            if (start.length == 0) {
                throw FileRefused.file("file-empty", "the file is empty");
            }
            if (startsWith(start, 0xFF, 0xFE) || startsWith(start, 0xFE, 0xFF)) {
                throw FileRefused.file("file-not-utf-8", "the file is UTF-16; save it as UTF-8");
            }
            if (startsWith(start, 'P', 'K', 3, 4)) {
                throw FileRefused.file(
                        "file-binary", "the file is a zip archive or a spreadsheet; save the table itself as text");
            }
            if (startsWith(start, 0x1F, 0x8B)) {
                throw FileRefused.file("file-binary", "the file is compressed; unpack it first");
            }
            for (byte b : start) {
                if (b == 0) {
                    throw FileRefused.file("file-binary", "the file is binary: it contains zero bytes");
                }
            }
            if (Arrays.equals(start, 0, Math.min(3, start.length), UTF_8_MARK, 0, 3)) {
                in.skipNBytes(UTF_8_MARK.length);
            }
            return new TextLines(in);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private static boolean startsWith(byte[] bytes, int... start) {
        if (bytes.length < start.length) {
            return false;
        }
        for (int i = 0; i < start.length; i++) {
            if (bytes[i] != (byte) start[i]) {
                return false;
            }
        }
        return true;
    }

    /** The next line, or null after the last one. A line break at the very end begins no further line. */
    @Nullable
    Line next() throws IOException {
        int c = in.read();
        if (c < 0) {
            return null;
        }
        number++;
        buffer.reset();
        boolean tooLong = false;
        while (c >= 0 && c != '\n' && c != '\r') {
            if (buffer.size() < LONGEST) {
                buffer.write(c);
            } else {
                tooLong = true;
            }
            c = in.read();
        }
        if (c == '\r') {
            in.mark(1);
            if (in.read() != '\n') {
                in.reset();
            }
        }
        if (tooLong) {
            return new Line(number, "", Fault.TOO_LONG);
        }
        return decode(buffer.toByteArray());
    }

    private Line decode(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.indexOf('\0') < 0 ? new Line(number, text, null) : new Line(number, "", Fault.ZERO_BYTE);
        } catch (CharacterCodingException e) {
            return new Line(number, "", Fault.NOT_UTF_8);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** A physical line, without what ended it. */
    record Line(long number, String text, @Nullable Fault fault) {
        boolean isBlank() {
            return fault == null && text.isBlank();
        }

        /** The text, if the line can be read. */
        String readable() throws RowRefused {
            if (fault != null) {
                throw fault.refusal();
            }
            return text;
        }
    }

    /** Why a line can't be read. */
    enum Fault {
        TOO_LONG("row-too-long", "the row is longer than " + LONGEST + " bytes"),
        NOT_UTF_8("row-not-utf-8", "the row contains bytes that are not UTF-8; save the file as UTF-8"),
        ZERO_BYTE("row-binary", "the row contains a zero byte");

        private final String code;
        private final String reason;

        Fault(String code, String reason) {
            this.code = code;
            this.reason = reason;
        }

        RowRefused refusal() {
            return new RowRefused(code, reason);
        }
    }
}
