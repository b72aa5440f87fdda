package org.relatum.events.policy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a key figure is calculated: a sum of measures, or one divided by another; for example
 * {@code (active at start - departed) / active at start}.
 *
 * @param numerator what is divided, or the figure itself
 * @param denominator what it is divided by; none: the figure is a sum
 */
public record KpiFormula(Sum numerator, Optional<Sum> denominator) {
    private static final Pattern TERM = Pattern.compile("([a-z][a-z0-9_]*)(?: (?:at (start|end)|(on average)))?");

    /** Which value of a measure counts in a period. */
    public enum At {
        /** What happened in the period: of a measure that flows, or is counted for each period. */
        IN_PERIOD(""),
        /** What was there when the period began. */
        START(" at start"),
        /** What was there when the period ended. */
        END(" at end"),
        /** What was there on average, each value weighted by the time it lasted. */
        MEAN(" on average");

        private final String text;

        At(String text) {
            this.text = text;
        }
    }

    /**
     * A part of a sum.
     *
     * @param positive whether it is added; otherwise it is subtracted
     * @param at which of the measure's values
     */
    public record Term(boolean positive, Measure measure, At at) {}

    /** Terms that are added or subtracted; at least one. */
    public record Sum(List<Term> terms) {
        public Sum {
            terms = List.copyOf(terms);
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            for (Term term : terms) {
                text.append(text.isEmpty() ? term.positive() ? "" : "-" : term.positive() ? " + " : " - ")
                        .append(term.measure().key())
                        .append(term.at().text);
            }
            return text.toString();
        }
    }

    /**
     * Reads a formula.
     *
     * @throws IllegalArgumentException when it is none; its message says why, for people
     */
    public static KpiFormula parse(String text) {
        String[] sides = text.split("/", -1);
        if (sides.length > 2) {
            throw new IllegalArgumentException("divides more than once");
        }
        if (sides.length == 1) {
            return new KpiFormula(sum(sides[0].strip()), Optional.empty());
        }
        return new KpiFormula(side(sides[0].strip()), Optional.of(side(sides[1].strip())));
    }

    private static Sum side(String text) {
        if (text.startsWith("(") && text.endsWith(")")) {
            return sum(text.substring(1, text.length() - 1).strip());
        }
        Sum sum = sum(text);
        if (sum.terms().size() > 1) {
            throw new IllegalArgumentException("divides or is divided by a sum that is not in parentheses: " + text);
        }
        return sum;
    }

    private static Sum sum(String text) {
        List<Term> terms = new ArrayList<>();
        boolean positive = true;
        int from = 0;
        while (true) {
            int plus = text.indexOf('+', from);
            int minus = text.indexOf('-', from);
            int to = plus < 0 ? minus : minus < 0 ? plus : Math.min(plus, minus);
            terms.add(term(positive, (to < 0 ? text.substring(from) : text.substring(from, to)).strip()));
            if (to < 0) {
                return new Sum(terms);
            }
            positive = to == plus;
            from = to + 1;
        }
    }

    private static Term term(boolean positive, String text) {
        Matcher matcher = TERM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("has \"" + text
                    + "\" where a measure belongs, such as net_revenue, active at end or active on average");
        }
        Measure measure = Measure.of(matcher.group(1))
                .orElseThrow(() -> new IllegalArgumentException("names the unknown measure " + matcher.group(1)));
        At at = at(matcher.group(2), matcher.group(3));
        boolean stock = measure.kind() == Measure.Kind.STOCK;
        if (stock && at == At.IN_PERIOD) {
            throw new IllegalArgumentException("does not say when " + measure.key()
                    + " counts, which is there at instants: at start, at end or on average");
        }
        if (!stock && at != At.IN_PERIOD) {
            throw new IllegalArgumentException(
                    "asks for " + measure.key() + at.text + ", which is counted over the whole period");
        }
        return new Term(positive, measure, at);
    }

    private static At at(@Nullable String end, @Nullable String mean) {
        if (mean != null) {
            return At.MEAN;
        }
        return end == null ? At.IN_PERIOD : At.valueOf(end.toUpperCase(Locale.ROOT));
    }

    /** The measures it is made of. */
    public Set<Measure> measures() {
        Set<Measure> measures = EnumSet.noneOf(Measure.class);
        numerator.terms().forEach(term -> measures.add(term.measure()));
        denominator.ifPresent(sum -> sum.terms().forEach(term -> measures.add(term.measure())));
        return measures;
    }

    /** As it stands in policies. */
    @Override
    public String toString() {
        return denominator.map(sum -> side(numerator) + " / " + side(sum)).orElseGet(numerator::toString);
    }

    private static String side(Sum sum) {
        return sum.terms().size() > 1 ? "(" + sum + ")" : sum.toString();
    }
}
