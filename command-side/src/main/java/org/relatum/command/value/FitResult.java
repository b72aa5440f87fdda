package org.relatum.command.value;

/** What came of a fit: parameters, or the reason why there are none. */
public sealed interface FitResult {
    /**
     * The parameters with the highest likelihood.
     *
     * @param logLikelihood natural logarithm, of the whole population
     * @param customers how many customers were fitted
     * @param repeaters how many of them bought on more than one day
     * @param iterations Newton steps over all starts of the search
     */
    record Fitted(
            PurchaseProcess process,
            ModelParameters parameters,
            double logLikelihood,
            long customers,
            long repeaters,
            int iterations)
            implements FitResult {}

    /**
     * No parameters can be had from this population.
     *
     * @param reason prose for a person
     */
    record NotFitted(Failure failure, String reason, long customers, long repeaters) implements FitResult {}

    /** Why there is no fit. */
    enum Failure {
        /** Fewer customers than {@link MaximumLikelihood#MINIMUM_CUSTOMERS}. */
        TOO_FEW_CUSTOMERS,
        /** Fewer customers who came back than {@link MaximumLikelihood#MINIMUM_REPEATERS}. */
        TOO_FEW_REPEATERS,
        /** The likelihood keeps growing towards an extreme, or is flat: it has no maximum to be found. */
        NOT_CONVERGED
    }
}
