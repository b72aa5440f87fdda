package org.relatum.command.ingest;

/** Thrown while one row is read: the row can't be taken, the others can. */
final class RowRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    RowRefused(String code, String reason) {
        super(reason, null, false, false);
        this.code = code;
    }

    String code() {
        return code;
    }

    ImportStep.Refuse at(long line) {
        return new ImportStep.Refuse(line, code, String.valueOf(getMessage()));
    }
}
