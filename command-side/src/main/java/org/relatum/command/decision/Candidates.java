package org.relatum.command.decision;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import org.relatum.command.language.Text;
import org.relatum.events.policy.KpiPolicy.Better;

/**
 * Alternatives to rank by their closeness to an ideal one (TOPSIS).
 *
 * @param criteria what they are judged by; the weights add up to 1
 * @param alternatives what is ranked
 */
public record Candidates(
        @NotNull @Size(min = 1, max = 200) List<@Valid @NotNull Criterion> criteria,
        @NotNull @Size(min = 1, max = 1000) List<@Valid @NotNull Candidate> alternatives) {

    /**
     * What alternatives are judged by.
     *
     * @param weight its part in the whole, from 0 to 1
     * @param better which values are better
     */
    public record Criterion(
            @NotNull @Text(max = 100) String criterion,
            @NotNull BigDecimal weight,
            @NotNull Better better) {}

    /**
     * Something that is ranked.
     *
     * @param values one for each criterion, in their order
     */
    public record Candidate(
            @NotNull @Text(max = 100) String alternative,
            @NotNull @Size(min = 1, max = 200) List<@NotNull BigDecimal> values) {}
}
