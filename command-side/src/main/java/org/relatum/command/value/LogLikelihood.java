package org.relatum.command.value;

import java.util.stream.IntStream;

/**
 * The log-likelihood of a population under a model, with its exact gradient.
 *
 * <p>With x repeats, the last of them at t, observed until T, and n chances to leave (x, or x + 1 in the modified
 * model), a customer's likelihood is
 *
 * <pre>
 * r(r+1)…(r+x−1) · b(b+1)…(b+n−1) / ((a+b)(a+b+1)…(a+b+n−1))
 *   · α^r · ( (α+T)^−(r+x)  +  [n > 0] · a/(b+n−1) · (α+t)^−(r+x) )
 * </pre>
 *
 * which is the published form with every quotient of gamma functions written out as the finite product it is: x is a
 * whole number. That saves the special functions, keeps all digits where shapes are huge or tiny, and gives the same
 * bits on every machine ({@link StrictMath} only, sums in a fixed order).
 */
public final class LogLikelihood {
    /** Groups a task sums up; fixed, so that the result does not depend on how many cores there are. */
    private static final int CHUNK = 4096;

    private final PurchaseProcess process;
    private final Population population;

    public LogLikelihood(PurchaseProcess process, Population population) {
        this.process = process;
        this.population = population;
    }

    /** The natural logarithm of the probability of what this population did. */
    public double value(ModelParameters parameters) {
        return evaluate(parameters).value();
    }

    /** The value, and its derivatives by the logarithms of r, alpha, a and b. */
    Evaluation evaluate(ModelParameters parameters) {
        Products products = new Products(parameters, process.chancesToLeave(population.mostRepeats()));
        int chunks = (population.groups() + CHUNK - 1) / CHUNK;
        double[][] parts = IntStream.range(0, chunks)
                .parallel()
                .mapToObj(chunk -> sum(
                        parameters, products, chunk * CHUNK, StrictMath.min(population.groups(), (chunk + 1) * CHUNK)))
                .toArray(double[][]::new);
        CompensatedSum[] total = CompensatedSum.several(5);
        for (double[] part : parts) {
            for (int i = 0; i < total.length; i++) {
                total[i].add(part[i]);
            }
        }
        return new Evaluation(total[0].get(), new double[] {
            total[1].get() * parameters.r(),
            total[2].get() * parameters.alpha(),
            total[3].get() * parameters.a(),
            total[4].get() * parameters.b()
        });
    }

    private double[] sum(ModelParameters p, Products products, int from, int to) {
        CompensatedSum[] sums = CompensatedSum.several(5);
        for (int i = from; i < to; i++) {
            int x = population.repeats(i);
            int n = process.chancesToLeave(x);
            double t = population.lastWeeks(i);
            double age = population.ageWeeks(i);
            double weight = population.weight(i);

            // α^r (α+T)^−(r+x), in logarithms; log1p keeps the digits where alpha is huge
            double growthAge = StrictMath.log1p(age / p.alpha());
            double stayed = -p.r() * growthAge - x * StrictMath.log(p.alpha() + age);
            double shareStayed = 1;
            double shareLeft = 0;
            double logOfBoth = stayed;
            double growthLast = 0;
            if (n > 0) {
                growthLast = StrictMath.log1p(t / p.alpha());
                double left = StrictMath.log(p.a() / (p.b() + n - 1))
                        - p.r() * growthLast
                        - x * StrictMath.log(p.alpha() + t);
                // the larger of the two is taken out, so that neither sum nor shares overflow or vanish
                if (stayed >= left) {
                    double ratio = StrictMath.exp(left - stayed);
                    logOfBoth = stayed + StrictMath.log1p(ratio);
                    shareStayed = 1 / (1 + ratio);
                    shareLeft = ratio / (1 + ratio);
                } else {
                    double ratio = StrictMath.exp(stayed - left);
                    logOfBoth = left + StrictMath.log1p(ratio);
                    shareStayed = ratio / (1 + ratio);
                    shareLeft = 1 / (1 + ratio);
                }
            }
            sums[0].add(weight * (products.logRising[x] + products.logStayProduct[n] + logOfBoth));
            sums[1].add(weight * (products.sumInverseRate[x] - shareStayed * growthAge - shareLeft * growthLast));
            // r/α − (r+x)(…), with the part that cancels taken out: r·s/(α·(α+s)) − x/(α+s) for each of the two ages s
            sums[2].add(weight * (shareStayed * byAlpha(p, x, age) + shareLeft * byAlpha(p, x, t)));
            sums[3].add(weight * (-products.sumInverseBoth[n] + shareLeft / p.a()));
            double lastChance = n > 0 ? shareLeft / (p.b() + n - 1) : 0;
            sums[4].add(weight * (products.sumInverseStay[n] - products.sumInverseBoth[n] - lastChance));
        }
        double[] result = new double[sums.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = sums[i].get();
        }
        return result;
    }

    private static double byAlpha(ModelParameters p, int repeats, double weeks) {
        return (p.r() * weeks / p.alpha() - repeats) / (p.alpha() + weeks);
    }

    /** The parts that depend on a customer by a whole number only, for every number up to the largest. */
    private static final class Products {
        /** ln r(r+1)…(r+x−1) and its derivative by r. */
        final double[] logRising;

        final double[] sumInverseRate;
        /** ln b(b+1)…(b+n−1) − ln (a+b)(a+b+1)…(a+b+n−1). */
        final double[] logStayProduct;
        /** Σ 1/(b+i) and Σ 1/(a+b+i) for i below n: its derivatives. */
        final double[] sumInverseStay;

        final double[] sumInverseBoth;

        Products(ModelParameters p, int most) {
            logRising = new double[most + 1];
            sumInverseRate = new double[most + 1];
            logStayProduct = new double[most + 1];
            sumInverseStay = new double[most + 1];
            sumInverseBoth = new double[most + 1];
            for (int i = 0; i < most; i++) {
                logRising[i + 1] = logRising[i] + StrictMath.log(p.r() + i);
                sumInverseRate[i + 1] = sumInverseRate[i] + 1 / (p.r() + i);
                logStayProduct[i + 1] = logStayProduct[i] - StrictMath.log1p(p.a() / (p.b() + i));
                sumInverseStay[i + 1] = sumInverseStay[i] + 1 / (p.b() + i);
                sumInverseBoth[i + 1] = sumInverseBoth[i] + 1 / (p.a() + p.b() + i);
            }
        }
    }

    /** Neumaier's sum: the rounding errors are summed up too. */
    private static final class CompensatedSum {
        private double sum;
        private double lost;

        static CompensatedSum[] several(int count) {
            CompensatedSum[] sums = new CompensatedSum[count];
            for (int i = 0; i < count; i++) {
                sums[i] = new CompensatedSum();
            }
            return sums;
        }

        void add(double value) {
            double next = sum + value;
            lost += StrictMath.abs(sum) >= StrictMath.abs(value) ? (sum - next) + value : (value - next) + sum;
            sum = next;
        }

        double get() {
            return sum + lost;
        }
    }

    /**
     * @param value the log-likelihood
     * @param gradient its derivatives by ln r, ln alpha, ln a and ln b
     */
    record Evaluation(double value, double[] gradient) {}
}
