package org.relatum.command.decision;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.relatum.command.language.InvalidField;
import org.relatum.command.language.Refusal;

/** Reads numbers that stand in rows. */
final class Matrix {
    /** Beyond it squares and sums of them are no longer numbers. */
    private static final double GREATEST = 1e100;

    private Matrix() {}

    /**
     * Rows of numbers, each as long as it should be.
     *
     * @param field where they stand
     */
    static double[][] of(String field, List<List<BigDecimal>> rows, int columns) {
        List<InvalidField> errors = new ArrayList<>(0);
        double[][] matrix = new double[rows.size()][];
        for (int i = 0; i < rows.size(); i++) {
            matrix[i] = row(field + "[" + i + "]", rows.get(i), columns, errors);
        }
        if (!errors.isEmpty()) {
            throw Refusal.invalid(errors).asException();
        }
        return matrix;
    }

    /** One row of numbers; notes what is wrong with it. */
    static double[] row(String field, List<BigDecimal> values, int columns, List<InvalidField> errors) {
        if (values.size() != columns) {
            errors.add(new InvalidField(
                    field, "wrong-size", "must have a number for each of the " + columns + " criteria"));
        }
        double[] row = new double[values.size()];
        for (int k = 0; k < row.length; k++) {
            row[k] = values.get(k).doubleValue();
            if (!(StrictMath.abs(row[k]) <= GREATEST)) {
                errors.add(new InvalidField(field + "[" + k + "]", "too-large", "must not be beyond " + GREATEST));
            }
        }
        return row;
    }

    static List<Double> list(double[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }
}
