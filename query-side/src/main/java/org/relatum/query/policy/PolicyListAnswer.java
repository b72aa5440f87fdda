package org.relatum.query.policy;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** Versions of policies. */
@Schema(name = "Policies", description = "Versions of policies")
public record PolicyListAnswer(List<PolicyAnswer> items) {}
