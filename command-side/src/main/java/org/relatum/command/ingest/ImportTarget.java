package org.relatum.command.ingest;

import java.util.UUID;
import org.relatum.command.ingest.ImportFormat.FileProduct;
import org.relatum.command.ingest.ImportStep.FileCustomer;

/**
 * Where an import's steps go: the commands of the product. Every call may be repeated; safe for concurrent use. Anything
 * that is thrown means that it can't be told what happened (no database, for example), and ends the import.
 */
public interface ImportTarget {
    /** Puts an article into the catalogue, unless it is there. A refusal is no more than that: orders that name it say more. */
    Taken product(FileProduct product);

    /** Registers the customer of a file, unless that was done before; {@link Taken.Refused} when that can't be. */
    Registration customer(FileCustomer customer);

    /** Places an order. */
    Taken place(UUID customer, ImportStep.Place order);

    /** Records one order's part of a return. */
    Taken takeBack(UUID customer, ImportStep.TakeBack row, ImportStep.TakeBack.Part part);

    /** What came of a customer. */
    sealed interface Registration {
        /**
         * @param fresh registered by this call
         */
        record Known(UUID customer, boolean fresh) implements Registration {}

        record Refused(String code, String reason) implements Registration {}
    }

    /** What came of a step. */
    sealed interface Taken {
        /** Recorded by this call. */
        record Accepted() implements Taken {}

        /** Recorded by an earlier one. */
        record AlreadyThere() implements Taken {}

        /** Refused by a rule of the product; nothing was recorded. */
        record Refused(String code, String reason) implements Taken {}
    }
}
