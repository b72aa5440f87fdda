package org.relatum.command.ingest;

/** A file, or what was said about it, that no row can be read from. The code is the contract, the message is prose. */
public final class FileRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    public FileRefused(String code, String reason) {
        super(reason);
        this.code = code;
    }

    public String code() {
        return code;
    }
}
