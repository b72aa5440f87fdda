package org.relatum.projection.engine;

import java.util.List;
import org.relatum.projection.commitment.CommitmentColumns;
import org.relatum.projection.commitment.CommitmentFeatures;
import org.relatum.projection.commitment.CommitmentProjection;
import org.relatum.projection.commitment.Commitments;
import org.relatum.projection.lifecycle.LifecycleColumns;
import org.relatum.projection.lifecycle.LifecycleFeatures;
import org.relatum.projection.lifecycle.LifecycleProjection;
import org.relatum.projection.lifecycle.LifecycleStatus;
import org.relatum.projection.loyalty.LoyaltyColumns;
import org.relatum.projection.loyalty.LoyaltyFeatures;
import org.relatum.projection.loyalty.LoyaltyProjection;
import org.relatum.projection.loyalty.LoyaltyStatus;
import org.relatum.projection.profile.CustomerProfile;
import org.relatum.projection.profile.ProfileColumns;
import org.relatum.projection.profile.ProfileProjection;
import org.relatum.projection.profile.ProfileView;
import org.relatum.projection.risk.RiskColumns;
import org.relatum.projection.risk.RiskFeatures;
import org.relatum.projection.risk.RiskProjection;
import org.relatum.projection.risk.RiskRegister;
import org.relatum.projection.service.CaseDesk;
import org.relatum.projection.service.ServiceColumns;
import org.relatum.projection.service.ServiceFeatures;
import org.relatum.projection.service.ServiceProjection;

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

    public static final ReadModel<CommitmentFeatures, Commitments, Commitments.Value> COMMITMENTS = new ReadModel<>(
            new CommitmentProjection(),
            CommitmentFeatures.class,
            CommitmentColumns.COMMITMENTS,
            CommitmentColumns.VALUE,
            CommitmentColumns::value);

    public static final ReadModel<ServiceFeatures, CaseDesk, CaseDesk.Value> CASES = new ReadModel<>(
            new ServiceProjection(),
            ServiceFeatures.class,
            ServiceColumns.DESK,
            ServiceColumns.VALUE,
            ServiceColumns::value);

    public static final ReadModel<LoyaltyFeatures, LoyaltyStatus, LoyaltyStatus.Value> LOYALTY = new ReadModel<>(
            new LoyaltyProjection(),
            LoyaltyFeatures.class,
            LoyaltyColumns.STATUS,
            LoyaltyColumns.VALUE,
            LoyaltyColumns::value);

    public static final ReadModel<RiskFeatures, RiskRegister, RiskRegister.Value> RISK = new ReadModel<>(
            new RiskProjection(), RiskFeatures.class, RiskColumns.REGISTER, RiskColumns.VALUE, RiskColumns::value);

    /** All that are folded per customer. */
    public static final List<ReadModel<?, ?, ?>> ALL = List.of(LIFECYCLE, PROFILE, COMMITMENTS, CASES, LOYALTY, RISK);

    private ReadModels() {}
}
