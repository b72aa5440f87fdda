package org.relatum.projection.engine;

import java.util.List;
import org.relatum.projection.lifecycle.LifecycleColumns;
import org.relatum.projection.lifecycle.LifecycleFeatures;
import org.relatum.projection.lifecycle.LifecycleProjection;
import org.relatum.projection.lifecycle.LifecycleStatus;
import org.relatum.projection.profile.CustomerProfile;
import org.relatum.projection.profile.ProfileColumns;
import org.relatum.projection.profile.ProfileProjection;
import org.relatum.projection.profile.ProfileView;

/** The read models of the product: a new one is one line here. */
public final class ReadModels {
    public static final ReadModel<LifecycleFeatures, LifecycleStatus, LifecycleStatus.Value> LIFECYCLE =
            new ReadModel<>(
                    new LifecycleProjection(),
                    LifecycleFeatures.class,
                    LifecycleColumns.STATUS,
                    LifecycleColumns.VALUE,
                    LifecycleColumns::value);

    public static final ReadModel<CustomerProfile, ProfileView, CustomerProfile.Assignment> PROFILE = new ReadModel<>(
            new ProfileProjection(),
            CustomerProfile.class,
            ProfileColumns.PROFILE,
            ProfileColumns.ASSIGNMENT,
            ProfileColumns::assignment);

    /** All that are folded per customer. */
    public static final List<ReadModel<?, ?, ?>> ALL = List.of(LIFECYCLE, PROFILE);

    private ReadModels() {}
}
