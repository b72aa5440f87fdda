package org.relatum.server.cli;

import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.relatum.server.demo.Company;
import picocli.CommandLine.Option;

/** Which made-up company, and what happens when it is there. */
final class CompanyOptions {

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "the same seed, customers and present: the same company (default: ${DEFAULT-VALUE})")
    long seed;

    @Option(
            names = "--present",
            paramLabel = "DATE",
            description = "the first day that it has not lived any more, in UTC (default: today)")
    @Nullable
    LocalDate present;

    @Option(names = "--exit", description = "stop when everything is there and was printed")
    boolean exit;

    @Option(names = "--json", description = "one JSON document on standard output instead of the text")
    boolean json;

    /** The company of so many customers. */
    Company imagine(int customers) {
        if (customers < 1 || customers > 100_000) {
            throw new ClientException("--customers has to be between 1 and 100000");
        }
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        if (present != null && present.isAfter(today)) {
            throw new ClientException("--present may not lie ahead");
        }
        return Company.imagine(seed, customers, present == null ? today : present);
    }
}
