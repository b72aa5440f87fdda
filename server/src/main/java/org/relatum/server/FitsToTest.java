package org.relatum.server;

import java.time.Instant;
import java.util.TreeMap;
import org.relatum.command.value.FitResult.Fitted;
import org.relatum.command.value.FitResult.NotFitted;
import org.relatum.command.value.PurchaseProcess;
import org.relatum.command.value.ValueModels;
import org.relatum.projection.engine.Backtest;

/** A backtest fits as a fit that is recorded does. */
final class FitsToTest implements Backtest.Fits {
    private final ValueModels models;

    FitsToTest(ValueModels models) {
        this.models = models;
    }

    @Override
    public Backtest.Fitted fit(Instant end, Instant knownAt) {
        return switch (models.attempt(PurchaseProcess.MBG_NBD, end, knownAt).result()) {
            case Fitted fit ->
                new Backtest.Fitted(
                        new TreeMap<>(fit.parameters().byName()),
                        fit.logLikelihood(),
                        fit.customers(),
                        fit.repeaters());
            case NotFitted no -> throw new Backtest.NotFitted(no.reason());
        };
    }
}
