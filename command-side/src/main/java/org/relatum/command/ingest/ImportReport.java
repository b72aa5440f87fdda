package org.relatum.command.ingest;

/** What an import tells while it runs. The last report is a {@link Summary} or a {@link Failed}. */
public sealed interface ImportReport {
    /** So many of the file's rows are done. */
    record Progress(long rows, long total) implements ImportReport {}

    /** A row was not taken; the others go on. */
    record Refused(long line, String code, String reason) implements ImportReport {}

    /**
     * The import is through.
     *
     * @param rows rows of the file, each either accepted, already there or refused
     * @param accepted rows recorded by this import
     * @param alreadyThere rows recorded before
     * @param refused rows refused, each reported
     * @param customers customers this import registered
     * @param orders orders this import placed
     * @param returns returns this import recorded
     * @param products articles this import put into the catalogue
     * @param seconds how long it took
     */
    record Summary(
            long rows,
            long accepted,
            long alreadyThere,
            long refused,
            long customers,
            long orders,
            long returns,
            long products,
            double seconds)
            implements ImportReport {}

    /** The import ended before its time; what was accepted stays, and a repetition goes on from there. */
    record Failed(String code, String reason, long rows, long total) implements ImportReport {}
}
