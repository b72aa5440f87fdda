package org.relatum.projection.profile;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The profile as it is shown.
 *
 * @param missing key fields that are not known
 * @param completeness share of key fields that are known, from 0 to 1
 * @param nextContactDue when the next planned care is due; it may have passed
 */
public record ProfileView(
        CustomerProfile profile,
        List<KeyField> missing,
        double completeness,
        @Nullable Instant nextContactDue) {}
