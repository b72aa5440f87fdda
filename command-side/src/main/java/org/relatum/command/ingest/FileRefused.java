package org.relatum.command.ingest;

/**
 * A file, or an option that says how to read it, from which no row can be read. Field and code are the contract, the
 * message is prose.
 */
public final class FileRefused extends RuntimeException {
    /** The field that stands for the file itself. */
    public static final String FILE = "file";

    private static final long serialVersionUID = 1L;

    private final String field;
    private final String code;

    private FileRefused(String field, String code, String reason) {
        super(reason, null, false, false);
        this.field = field;
        this.code = code;
    }

    /** The file itself is wrong. */
    static FileRefused file(String code, String reason) {
        return new FileRefused(FILE, code, reason);
    }

    /** An option is wrong. */
    static FileRefused option(String name, String code, String reason) {
        return new FileRefused(name, code, reason);
    }

    /** {@link #FILE} or the name of the option. */
    public String field() {
        return field;
    }

    public String code() {
        return code;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
