package org.relatum.command.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.relatum.command.ingest.CdnowSample;
import org.relatum.command.value.FitResult.Fitted;

/** The published fits of the CDNOW sample. */
class CdnowFitTest {
    private static final LocalDate UNTIL = LocalDate.parse("1997-09-30");

    @Test
    void bg_nbd_gives_the_published_figures_to_the_last_digit() throws IOException {
        Fitted fit = fit(PurchaseProcess.BG_NBD);

        assertThat(fit.customers()).isEqualTo(2357);
        assertThat(fit.repeaters()).isEqualTo(946);
        assertThat(fit.parameters().r()).isCloseTo(0.24259, within(0.000005));
        assertThat(fit.parameters().alpha()).isCloseTo(4.41360, within(0.000005));
        assertThat(fit.parameters().a()).isCloseTo(0.79292, within(0.000005));
        assertThat(fit.parameters().b()).isCloseTo(2.42591, within(0.000005));
        assertThat(fit.logLikelihood()).isCloseTo(-9582.4292, within(0.00005));
    }

    @Test
    void mbg_nbd_gives_the_published_figures_to_the_last_digit() throws IOException {
        Fitted fit = fit(PurchaseProcess.MBG_NBD);

        assertThat(fit.parameters().r()).isCloseTo(0.52484, within(0.000005));
        assertThat(fit.parameters().alpha()).isCloseTo(6.18309, within(0.000005));
        assertThat(fit.parameters().a()).isCloseTo(0.89136, within(0.000005));
        assertThat(fit.parameters().b()).isCloseTo(1.61400, within(0.000005));
        assertThat(fit.logLikelihood()).isCloseTo(-9582.1357, within(0.00005));
    }

    private static Fitted fit(PurchaseProcess process) throws IOException {
        return (Fitted) MaximumLikelihood.fit(process, population(CdnowSample.file()));
    }

    private static Population population(Path file) throws IOException {
        Map<String, TreeSet<LocalDate>> days = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] columns = line.trim().split("\\s+", -1);
            LocalDate day = LocalDate.parse(columns[2], DateTimeFormatter.BASIC_ISO_DATE);
            if (!day.isAfter(UNTIL)) {
                days.computeIfAbsent(columns[0], customer -> new TreeSet<>()).add(day);
            }
        }
        return Population.of(
                days.values().stream().map(d -> PurchaseSummary.of(d, UNTIL)).toList());
    }
}
