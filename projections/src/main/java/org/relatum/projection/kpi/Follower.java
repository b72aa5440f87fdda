package org.relatum.projection.kpi;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CaseKind;
import org.relatum.events.CommitmentEvent;
import org.relatum.events.CommitmentEvent.CommitmentBroken;
import org.relatum.events.CommitmentEvent.CommitmentKept;
import org.relatum.events.CommitmentEvent.CommitmentMade;
import org.relatum.events.CommitmentEvent.NeedConfirmed;
import org.relatum.events.CommitmentEvent.NeedIdentified;
import org.relatum.events.CommitmentEvent.NeedMet;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Direction;
import org.relatum.events.EventRef;
import org.relatum.events.InteractionEvent;
import org.relatum.events.InteractionEvent.CareCancelled;
import org.relatum.events.InteractionEvent.CareDelivered;
import org.relatum.events.InteractionEvent.CarePlanned;
import org.relatum.events.InteractionEvent.FeedbackReceived;
import org.relatum.events.InteractionEvent.InteractionLogged;
import org.relatum.events.LifecycleEvent;
import org.relatum.events.LifecycleEvent.AbsorptionUndone;
import org.relatum.events.LifecycleEvent.ContactPointAdded;
import org.relatum.events.LifecycleEvent.ContactPointRemoved;
import org.relatum.events.LifecycleEvent.CustomerAbsorbed;
import org.relatum.events.LifecycleEvent.CustomerClassified;
import org.relatum.events.LifecycleEvent.CustomerClosed;
import org.relatum.events.LifecycleEvent.CustomerMerged;
import org.relatum.events.LifecycleEvent.CustomerQualified;
import org.relatum.events.LifecycleEvent.CustomerRegistered;
import org.relatum.events.LifecycleEvent.CustomerReopened;
import org.relatum.events.LifecycleEvent.ExternalReferenceAdded;
import org.relatum.events.LifecycleEvent.MergeUndone;
import org.relatum.events.LifecycleEvent.OwnerAssigned;
import org.relatum.events.LifecycleEvent.ProfileChanged;
import org.relatum.events.LotShare;
import org.relatum.events.LoyaltyEvent;
import org.relatum.events.LoyaltyEvent.LoyaltyEnrolled;
import org.relatum.events.LoyaltyEvent.PointsAccrued;
import org.relatum.events.LoyaltyEvent.PointsDeducted;
import org.relatum.events.LoyaltyEvent.PointsExpired;
import org.relatum.events.LoyaltyEvent.PointsRedeemed;
import org.relatum.events.LoyaltyEvent.PointsReversed;
import org.relatum.events.LoyaltyEvent.PointsSettled;
import org.relatum.events.LoyaltyEvent.ReferralConverted;
import org.relatum.events.LoyaltyEvent.ReferralRecorded;
import org.relatum.events.LoyaltyEvent.TierReviewed;
import org.relatum.events.OrderLine;
import org.relatum.events.PolicyKind;
import org.relatum.events.PrivacyEvent;
import org.relatum.events.Profile;
import org.relatum.events.ProfileField;
import org.relatum.events.Recorded;
import org.relatum.events.RiskEvent;
import org.relatum.events.SalesEvent;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.SalesEvent.OrderReturned;
import org.relatum.events.SatisfactionEvent.SurveyResponded;
import org.relatum.events.ServiceEvent;
import org.relatum.events.ServiceEvent.ArticleLinked;
import org.relatum.events.ServiceEvent.CaseAssigned;
import org.relatum.events.ServiceEvent.CaseOpened;
import org.relatum.events.ServiceEvent.RootCauseRecorded;
import org.relatum.events.policy.KpiPeriod;
import org.relatum.events.policy.KpiPeriod.Level;
import org.relatum.events.policy.Measure;
import org.relatum.projection.core.GrowingList;
import org.relatum.projection.core.Keys;
import org.relatum.projection.core.Micros;
import org.relatum.projection.kpi.KpiFeatures.Due;
import org.relatum.projection.kpi.KpiFeatures.End;
import org.relatum.projection.kpi.KpiFeatures.Known;
import org.relatum.projection.kpi.KpiFeatures.Lot;
import org.relatum.projection.kpi.KpiFeatures.Name;
import org.relatum.projection.kpi.KpiFeatures.Points;
import org.relatum.projection.kpi.KpiFeatures.Sold;
import org.relatum.projection.kpi.KpiFeatures.Span;
import org.relatum.projection.lifecycle.LifecycleFeatures;
import org.relatum.projection.lifecycle.LifecycleFeatures.Mark;
import org.relatum.projection.lifecycle.LifecycleProjection;
import org.relatum.projection.lifecycle.Stage;
import org.relatum.projection.profile.KeyField;
import org.relatum.projection.reference.Reference;
import org.relatum.projection.reference.ReferenceTimeline;
import org.relatum.projection.service.ServiceFeatures;
import org.relatum.projection.service.ServiceFeatures.ServiceCase;
import org.relatum.projection.service.ServiceProjection;
import org.relatum.projection.service.SlaClock;

/** Takes a customer's facts one after the other, and the time between them, and tells what they contribute. For one thread. */
final class Follower {
    private static final LifecycleProjection LIFECYCLE = new LifecycleProjection();
    private static final ServiceProjection SERVICE = new ServiceProjection();
    /** By what contributions are judged. */
    static final Set<PolicyKind> POLICIES = Set.of(PolicyKind.LIFECYCLE, PolicyKind.SLA);

    private static final BigDecimal KEY_FIELDS = BigDecimal.valueOf(KeyField.values().length);

    private final ReferenceTimeline timeline;
    private final ZoneId zone;
    private final Consumer<Contribution> out;
    private KpiFeatures now;
    /** Whether what happens counts here: not what was counted before a merge, nor what happens to a merged duplicate. */
    private boolean counts = true;

    Follower(KpiFeatures state, ReferenceTimeline timeline, ZoneId zone, Consumer<Contribution> out) {
        this.now = state;
        this.timeline = timeline;
        this.zone = zone;
        this.out = out;
    }

    KpiFeatures state() {
        return now;
    }

    /** Whether something has come by time alone at an instant or later. */
    boolean hasCountedByTimeAt(Instant instant) {
        Instant byTime = now.byTime();
        return byTime != null && !byTime.isBefore(instant);
    }

    /** Time goes by until an instant, which isn't over. */
    void passBefore(Instant end) {
        Instant next = nextChange(now, now.at(), timeline);
        while (next != null && next.isBefore(end)) {
            comeTo(next);
            next = nextChange(now, next, timeline);
        }
    }

    /** Time goes by up to and including an instant. */
    void passUntil(Instant end) {
        passBefore(end.plus(1, ChronoUnit.MICROS));
    }

    /**
     * The first instant at which time alone may contribute: after the given one or, of what is due, at it. Null when never.
     */
    static @Nullable Instant nextChange(KpiFeatures state, Instant after, ReferenceTimeline timeline) {
        Instant next = null;
        for (Due due : state.commitments()) {
            next = earlier(next, due.at());
        }
        for (Due due : state.care()) {
            next = earlier(next, due.at());
        }
        for (Lot lot : state.points().lots()) {
            next = earlier(next, lot.changesAt());
        }
        boolean judged = false;
        if (state.stage() == Stage.ACTIVE) {
            judged = true;
            next = earlier(next, lostFrom(state.lifecycle(), after, timeline));
        }
        if (state.lifecycle().merged() == null && hasOpenTarget(state)) {
            judged = true;
            SlaClock clock = new SlaClock(timeline.at(after));
            for (ServiceCase c : state.cases().cases()) {
                if (isOpen(state, c, true)) {
                    next = earlier(
                            next,
                            clock.responseBreach(c, after)
                                    .filter(at -> at.isAfter(after))
                                    .orElse(null));
                }
                if (isOpen(state, c, false)) {
                    next = earlier(
                            next,
                            clock.resolutionBreach(c, after)
                                    .filter(at -> at.isAfter(after))
                                    .orElse(null));
                }
            }
        }
        boolean buys = judged || state.stage() == Stage.LOST;
        return buys ? earlier(next, timeline.nextChange(after, POLICIES, false).orElse(null)) : next;
    }

    private static boolean hasOpenTarget(KpiFeatures state) {
        for (ServiceCase c : state.cases().cases()) {
            if (isOpen(state, c, true) || isOpen(state, c, false)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a target is neither met nor missed yet, and its clock may come to miss it. */
    private static boolean isOpen(KpiFeatures state, ServiceCase c, boolean response) {
        if (!c.unresolved() || state.hasMissed(target(c, response))) {
            return false;
        }
        return response ? c.answered() == null : c.reopened() == 0;
    }

    private static String target(ServiceCase c, boolean response) {
        return (response ? "respond " : "resolve ") + c.key();
    }

    /** When an active customer is lost by what is in force at an instant; earlier, when something else comes into force. */
    private static @Nullable Instant lostFrom(LifecycleFeatures lifecycle, Instant after, ReferenceTimeline timeline) {
        Instant next = LIFECYCLE.nextChange(lifecycle, after, timeline).orElse(null);
        if (next != null && stage(lifecycle, next, timeline.at(next)) == Stage.ACTIVE) {
            return LIFECYCLE.nextChange(lifecycle, next, timeline).orElse(null);
        }
        return next;
    }

    private static Stage stage(LifecycleFeatures lifecycle, Instant at, Reference reference) {
        Stage stage = Objects.requireNonNull(
                        LIFECYCLE.discrete(lifecycle, at, reference).get(LifecycleProjection.KEY))
                .stage();
        return stage == Stage.AT_RISK ? Stage.ACTIVE : stage;
    }

    private static @Nullable Instant earlier(@Nullable Instant a, @Nullable Instant b) {
        return a == null || (b != null && b.isBefore(a)) ? b : a;
    }

    /** What time alone brings at an instant. */
    private void comeTo(Instant at) {
        KpiFeatures before = now;
        counts = before.lifecycle().merged() == null;
        boolean counted = isDue(before.commitments(), at)
                || isDue(before.care(), at)
                || before.points().lots().stream()
                        .anyMatch(lot -> !lot.changesAt().isAfter(at));
        List<Due> commitments = due(before.commitments(), at, (due, kept) -> {
            flow(Measure.COMMITMENTS_DUE, at, 1, before.attribution().by(null), due.event());
            if (kept) {
                flow(Measure.COMMITMENTS_KEPT, at, 1, before.attribution().by(null), due.event());
            }
        });
        List<Due> care = due(before.care(), at, (due, kept) -> {
            if (due.end() != End.NOT_KEPT) {
                flow(Measure.CARE_PLANNED, at, 1, before.attribution().by(null), due.event());
            }
        });
        now = before.after(at, before.lifecycle())
                .withCommitments(commitments)
                .withCare(care)
                .withPoints(grown(before, at));
        SortedSet<String> missed = missed(at);
        Stage stage = before.stage() == null ? null : stage(before.lifecycle(), at, timeline.at(at));
        counted |= missed.size() > before.missed().size() || stage != before.stage();
        judged(stage, missed, counted ? at : before.byTime());
        Mark order = before.lifecycle().lastOrder();
        if (order != null) {
            changed(before, at, order.event(), false);
        }
    }

    /** Points become active and expire. */
    private Points grown(KpiFeatures before, Instant at) {
        List<Lot> lots = before.points().lots();
        if (lots.stream().allMatch(lot -> lot.changesAt().isAfter(at))) {
            return before.points();
        }
        List<Lot> left = new ArrayList<>();
        for (Lot lot : lots) {
            boolean expires = !lot.expiresAt().isAfter(at);
            if (lot.changesAt().isAfter(at)) {
                left.add(lot);
            } else {
                long change = lot.active() ? -lot.rest() : expires ? 0 : lot.rest();
                if (before.stage() != Stage.MERGED) {
                    there(Measure.POINTS_ACTIVE, null, at, change, before.attribution(), lot.event());
                }
                if (!expires) {
                    left.add(new Lot(lot.lot(), lot.event(), lot.rest(), true, lot.expiresAt(), lot.expiresAt()));
                }
            }
        }
        return new Points(before.points().enrolled(), left);
    }

    private static boolean isDue(List<Due> all, Instant at) {
        return all.stream().anyMatch(due -> !due.at().isAfter(at));
    }

    /** Hears of what is due. */
    @FunctionalInterface
    private interface Hearing {
        void due(Due due, boolean kept);
    }

    /** What is due later. */
    private static List<Due> due(List<Due> all, Instant at, Hearing hearing) {
        if (!isDue(all, at)) {
            return all;
        }
        List<Due> later = new ArrayList<>();
        for (Due due : all) {
            if (due.at().isAfter(at)) {
                later.add(due);
            } else {
                hearing.due(due, due.end() == End.KEPT);
            }
        }
        return later;
    }

    /** The targets that are missed at an instant; tells of those that were not before. */
    private SortedSet<String> missed(Instant at) {
        if (!hasOpenTarget(now) || now.lifecycle().merged() != null) {
            return now.missed();
        }
        SortedSet<String> missed = new TreeSet<>(now.missed());
        SlaClock clock = new SlaClock(timeline.at(at));
        for (ServiceCase c : now.cases().cases()) {
            for (boolean response : new boolean[] {true, false}) {
                if (isOpen(now, c, response)) {
                    Instant breach =
                            (response ? clock.responseBreach(c, at) : clock.resolutionBreach(c, at)).orElse(null);
                    if (breach != null && !breach.isAfter(at)) {
                        missed.add(target(c, response));
                        flow(
                                Measure.SLA_DUE,
                                at,
                                1,
                                now.attribution().by(c.subject().channel()),
                                c.opened().event());
                    }
                }
            }
        }
        return missed;
    }

    private void judged(@Nullable Stage stage, SortedSet<String> missed, @Nullable Instant byTime) {
        now = now.judged(byTime, stage, missed);
    }

    /**
     * A fact happens.
     *
     * @param wanted whether what happens counts here
     */
    void take(Recorded<? extends CustomerEvent> fact, boolean wanted) {
        KpiFeatures before = now;
        Instant at = fact.occurredAt();
        Mark merged = before.lifecycle().merged();
        // A fact beyond the merge's own is no part of the survivor's history.
        counts = wanted
                && (merged == null
                        || (fact.stream().equals(merged.event().stream())
                                && fact.sequence() > merged.event().sequence()));
        LifecycleFeatures lifecycle = withoutLapses(LIFECYCLE.fold(before.lifecycle(), fact));
        now = before.after(at, lifecycle);
        fold(fact);
        judged(stage(lifecycle, at, timeline.at(at)), missed(at), before.byTime());
        changed(before, at, fact.ref(), fact.event() instanceof OrderPlaced);
        points(before, at, fact.ref());
    }

    /** The relationship is another from a fact on: a stream joined it or left it. What is there counts; nothing happened. */
    void become(KpiFeatures other, Recorded<?> fact) {
        KpiFeatures before = now;
        now = other.after(fact.occurredAt(), other.lifecycle())
                .judged(before.byTime(), other.stage(), other.missed())
                .withSpans(before.spans());
        counts = false;
        changed(before, fact.occurredAt(), fact.ref(), false);
        points(before, fact.occurredAt(), fact.ref());
    }

    /** The lapses decide the mark of a recovered customer, which is not asked for here. */
    private static LifecycleFeatures withoutLapses(LifecycleFeatures l) {
        return l.lapses().isEmpty()
                ? l
                : new LifecycleFeatures(
                        l.known(),
                        l.qualified(),
                        l.closed(),
                        l.merged(),
                        l.survivor(),
                        l.lastOrder(),
                        l.orders(),
                        l.gaps(),
                        List.of());
    }

    private void fold(Recorded<? extends CustomerEvent> fact) {
        switch (fact.event()) {
            case LifecycleEvent e -> lifecycle(e);
            case InteractionEvent e -> interaction(fact, e);
            case SalesEvent e -> sales(fact, e);
            case CommitmentEvent e -> commitment(fact, e);
            case ServiceEvent e -> service(fact, e);
            case SurveyResponded e -> survey(fact, e);
            case LoyaltyEvent e -> loyalty(fact, e);
            case RiskEvent e -> {}
            case PrivacyEvent e -> {}
        }
    }

    private void lifecycle(LifecycleEvent event) {
        Attribution a = now.attribution();
        Known known = now.profile();
        switch (event) {
            case CustomerRegistered e ->
                known(
                        a.by(a.channel() != null ? a.channel() : e.sourceChannel()),
                        new Known(known.fields() | fields(e.profile()), known.contactPoints()));
            case ProfileChanged e -> {
                int kept = known.fields();
                for (ProfileField field : e.cleared()) {
                    kept &= ~bit(field);
                }
                known(a, new Known(kept | fields(e.profile()), known.contactPoints()));
            }
            case ContactPointAdded e -> {
                List<String> more = new ArrayList<>(known.contactPoints());
                more.add(e.contactPoint().id());
                known(a, new Known(known.fields(), more));
            }
            case ContactPointRemoved e ->
                known(
                        a,
                        new Known(
                                known.fields(),
                                known.contactPoints().stream()
                                        .filter(id -> !id.equals(e.contactPoint()))
                                        .toList()));
            case CustomerClassified e -> {
                String segment = e.segment();
                if (segment != null) {
                    known(new Attribution(a.owner(), a.department(), segment, a.channel()), known);
                }
            }
            case OwnerAssigned e -> known(new Attribution(e.owner(), e.department(), a.segment(), a.channel()), known);
            case ExternalReferenceAdded e -> {}
            case CustomerQualified e -> {}
            case CustomerAbsorbed e -> {}
            case AbsorptionUndone e -> {}
            case CustomerMerged e -> {}
            case MergeUndone e -> {}
            case CustomerClosed e -> {}
            case CustomerReopened e -> {}
        }
    }

    private void known(Attribution attribution, Known profile) {
        now = now.withAttribution(attribution).withProfile(profile);
    }

    private static int bit(ProfileField field) {
        return 1 << field.ordinal();
    }

    private static int fields(Profile p) {
        return given(ProfileField.NAME, p.name())
                | given(ProfileField.BIRTH_DATE, p.birthDate())
                | given(ProfileField.ADDRESS, p.address())
                | given(ProfileField.OCCUPATION, p.occupation())
                | given(ProfileField.LANGUAGE, p.language())
                | given(ProfileField.COUNTRY, p.country())
                | given(ProfileField.INDUSTRY, p.industry());
    }

    private static int given(ProfileField field, @Nullable Object value) {
        return value == null ? 0 : bit(field);
    }

    private static int knownFields(KpiFeatures state) {
        int known = 0;
        for (KeyField field : KeyField.values()) {
            known += isKnown(state, field) ? 1 : 0;
        }
        return known;
    }

    private static boolean isKnown(KpiFeatures state, KeyField field) {
        int fields = state.profile().fields();
        return switch (field) {
            case NAME -> (fields & bit(ProfileField.NAME)) != 0;
            case CONTACT_POINT -> !state.profile().contactPoints().isEmpty();
            case BIRTH_DATE -> (fields & bit(ProfileField.BIRTH_DATE)) != 0;
            case ADDRESS -> (fields & bit(ProfileField.ADDRESS)) != 0;
            case LANGUAGE -> (fields & bit(ProfileField.LANGUAGE)) != 0;
            case COUNTRY -> (fields & bit(ProfileField.COUNTRY)) != 0;
            case OCCUPATION_OR_INDUSTRY -> (fields & (bit(ProfileField.OCCUPATION) | bit(ProfileField.INDUSTRY))) != 0;
            case SEGMENT -> state.attribution().segment() != null;
            case OWNER -> state.attribution().owner() != null;
        };
    }

    private void interaction(Recorded<?> fact, InteractionEvent event) {
        switch (event) {
            case InteractionLogged e -> {
                flow(Measure.INTERACTIONS, fact, 1, e.channel());
                if (e.direction() == Direction.INBOUND) {
                    flow(Measure.INBOUND, fact, 1, e.channel());
                }
                Long seconds = e.responseSeconds();
                if (seconds != null) {
                    flow(Measure.RESPONSES, fact, 1, e.channel());
                    flow(Measure.RESPONSE_TIME, fact, seconds, e.channel());
                }
            }
            case FeedbackReceived e -> {}
            case CarePlanned e -> care(planned(now.care(), new Due(e.care(), e.dueAt(), fact.ref(), null)));
            case CareDelivered e -> flow(Measure.CARE_DELIVERED, fact, 1, e.channel());
            case CareCancelled e -> care(ended(now.care(), fact, e.care(), due -> End.NOT_KEPT));
        }
    }

    private static List<Due> planned(List<Due> all, Due due) {
        List<Due> more = new ArrayList<>(all);
        more.add(due);
        return more;
    }

    /** How something ends that is due at an instant. */
    @FunctionalInterface
    private interface Ending {
        End of(Due due);
    }

    private static List<Due> ended(List<Due> all, Recorded<?> fact, String id, Ending how) {
        return Keys.change(
                all, fact, due -> due.id().equals(id), due -> due.event().stream(), due -> due.ended(how.of(due)));
    }

    private void care(List<Due> care) {
        owed(now.commitments(), care);
    }

    private void owed(List<Due> commitments, List<Due> care) {
        now = now.withCommitments(commitments).withCare(care);
    }

    private void sales(Recorded<?> fact, SalesEvent event) {
        switch (event) {
            case OrderPlaced e -> {
                BigDecimal amount = e.total().amount().multiply(e.conversionRate());
                Attribution account = now.attribution().by(e.channel());
                flow(Measure.ORDERS, fact.occurredAt(), 1, account, fact.ref());
                flow(Measure.ORDER_REVENUE, fact.occurredAt(), amount, account, fact.ref());
                flow(Measure.NET_REVENUE, fact.occurredAt(), amount, account, fact.ref());
                if (e.channel() != null) {
                    now = now.withSold(GrowingList.plus(now.sold(), new Sold(e.order(), fact.stream(), e.channel())));
                }
                if (now.categories().size() < 2) {
                    bought(e.lines());
                }
            }
            case OrderReturned e -> {
                BigDecimal amount = e.amount().amount().multiply(e.conversionRate());
                Attribution account = now.attribution().by(channel(fact, e.order()));
                flow(Measure.RETURN_AMOUNT, fact.occurredAt(), amount, account, fact.ref());
                flow(Measure.NET_REVENUE, fact.occurredAt(), amount.negate(), account, fact.ref());
            }
        }
    }

    /** The channel an order came by: one of the fact's own stream or, after a merge, of another. */
    private @Nullable String channel(Recorded<?> fact, String order) {
        Sold found = null;
        for (Sold sold : now.sold()) {
            if (sold.order().equals(order) && (found == null || sold.stream().equals(fact.stream()))) {
                found = sold;
            }
        }
        return found == null ? null : found.channel();
    }

    private void bought(List<OrderLine> lines) {
        List<String> categories = new ArrayList<>(now.categories());
        for (OrderLine line : lines) {
            String category = line.category();
            if (category != null && categories.size() < 2 && !categories.contains(category)) {
                categories.add(category);
            }
        }
        if (categories.size() > now.categories().size()) {
            now = now.withCategories(categories);
        }
    }

    private void commitment(Recorded<?> fact, CommitmentEvent event) {
        switch (event) {
            case NeedIdentified e -> {
                List<Name> open = new ArrayList<>(now.openNeeds());
                open.add(new Name(e.need(), fact.stream()));
                needs(now.needs() + 1, open);
            }
            case NeedConfirmed e -> {}
            case NeedMet e -> met(fact, e.need());
            case CommitmentMade e ->
                owed(planned(now.commitments(), new Due(e.commitment(), e.dueAt(), fact.ref(), null)), now.care());
            case CommitmentKept e ->
                owed(
                        ended(
                                now.commitments(),
                                fact,
                                e.commitment(),
                                due -> fact.occurredAt().isAfter(due.at()) ? End.NOT_KEPT : End.KEPT),
                        now.care());
            case CommitmentBroken e ->
                owed(ended(now.commitments(), fact, e.commitment(), due -> End.NOT_KEPT), now.care());
        }
    }

    private void met(Recorded<?> fact, String need) {
        Name found = null;
        for (Name open : now.openNeeds()) {
            if (open.id().equals(need) && (found == null || open.stream().equals(fact.stream()))) {
                found = open;
            }
        }
        if (found != null) {
            List<Name> open = new ArrayList<>(now.openNeeds());
            open.remove(found);
            needs(now.needs(), open);
        }
    }

    private void needs(int needs, List<Name> open) {
        now = now.withNeeds(needs, open);
    }

    private void service(Recorded<?> fact, ServiceEvent event) {
        ServiceEvent known = event;
        switch (event) {
            case CaseOpened e -> {
                flow(Measure.CASES_OPENED, fact, 1, e.channel());
                if (e.kind() == CaseKind.COMPLAINT) {
                    flow(Measure.COMPLAINTS, fact, 1, e.channel());
                }
                known = new CaseOpened(
                        e.occurredAt(),
                        e.caseId(),
                        e.kind(),
                        e.category(),
                        e.severity(),
                        e.channel(),
                        null,
                        null,
                        null);
            }
            case CaseAssigned e -> {
                return;
            }
            case RootCauseRecorded e -> {
                return;
            }
            case ArticleLinked e -> {
                return;
            }
            default -> {}
        }
        List<ServiceCase> before = now.cases().cases();
        ServiceFeatures after = SERVICE.fold(
                now.cases(), new Recorded<>(fact.position(), fact.stream(), fact.sequence(), fact.recordedAt(), known));
        now = now.withCases(after);
        for (int i = 0; i < before.size(); i++) {
            ServiceCase was = before.get(i);
            ServiceCase is = after.cases().get(i);
            if (was != is) {
                progressed(fact, was, is);
            }
        }
    }

    private void progressed(Recorded<?> fact, ServiceCase was, ServiceCase is) {
        Instant at = fact.occurredAt();
        Attribution account = now.attribution().by(is.subject().channel());
        ServiceFeatures.Mark resolved = is.resolved();
        boolean answers = was.answered() == null && is.answered() != null;
        boolean resolves = resolved != null && resolved != was.resolved();
        if (!answers && !resolves) {
            return;
        }
        SlaClock clock = new SlaClock(timeline.at(at));
        BigDecimal wall = seconds(Duration.between(is.opened().at(), at));
        if (answers) {
            SlaClock.Standing response = clock.response(is, at);
            flow(Measure.FIRST_RESPONSES, at, 1, account, fact.ref());
            flow(Measure.FIRST_RESPONSE_SLA, at, seconds(response.used()), account, fact.ref());
            flow(Measure.FIRST_RESPONSE_WALL, at, wall, account, fact.ref());
            decided(fact, account, response, now.hasMissed(target(is, true)));
        }
        if (resolves) {
            SlaClock.Standing resolution = clock.resolution(is, at);
            flow(Measure.RESOLUTIONS, at, 1, account, fact.ref());
            flow(Measure.RESOLUTION_SLA, at, seconds(resolution.used()), account, fact.ref());
            flow(Measure.RESOLUTION_WALL, at, wall, account, fact.ref());
            boolean before = was.reopened() > 0 || was.resolved() != null || now.hasMissed(target(is, false));
            decided(fact, account, resolution, before);
        }
    }

    /** A target is met or, at the very instant, missed, unless that was decided before. */
    private void decided(Recorded<?> fact, Attribution account, SlaClock.Standing standing, boolean before) {
        if (!before) {
            flow(Measure.SLA_DUE, fact.occurredAt(), 1, account, fact.ref());
            if (!standing.breached()) {
                flow(Measure.SLA_MET, fact.occurredAt(), 1, account, fact.ref());
            }
        }
    }

    private static BigDecimal seconds(Duration duration) {
        return BigDecimal.valueOf(Micros.of(duration), 6);
    }

    private void survey(Recorded<?> fact, SurveyResponded e) {
        Integer overall = e.overall();
        if (overall != null) {
            flow(Measure.CSAT_SUM, fact, overall, null);
            flow(Measure.CSAT_ANSWERS, fact, 1, null);
            if (overall >= 4) {
                flow(Measure.CSAT_TOP, fact, 1, null);
            }
        }
        e.csat().forEach((factor, mark) -> factor(fact, factor, mark));
        Integer nps = e.nps();
        if (nps != null) {
            flow(Measure.NPS_ANSWERS, fact, 1, null);
            if (nps >= 9) {
                flow(Measure.NPS_PROMOTERS, fact, 1, null);
            } else if (nps <= 6) {
                flow(Measure.NPS_DETRACTORS, fact, 1, null);
            }
        }
        Integer ces = e.ces();
        if (ces != null) {
            flow(Measure.CES_SUM, fact, ces, null);
            flow(Measure.CES_ANSWERS, fact, 1, null);
        }
    }

    /** A factor that a policy adds has no measure. */
    private void factor(Recorded<?> fact, String factor, int mark) {
        Measure.of("csat_" + factor + "_sum").ifPresent(sum -> flow(sum, fact, mark, null));
        Measure.of("csat_" + factor + "_answers").ifPresent(answers -> flow(answers, fact, 1, null));
    }

    private void loyalty(Recorded<?> fact, LoyaltyEvent event) {
        switch (event) {
            case LoyaltyEnrolled e ->
                now = now.withPoints(new Points(true, now.points().lots()));
            case PointsAccrued e -> {
                flow(Measure.POINTS_ISSUED, fact, e.points(), null);
                accrued(fact, e);
            }
            case PointsRedeemed e -> {
                flow(Measure.POINTS_REDEEMED, fact, e.points(), null);
                taken(fact, e.from());
            }
            case PointsReversed e -> taken(fact, e.from());
            case PointsSettled e -> taken(fact, e.from());
            case PointsDeducted e -> taken(fact, e.from());
            case ReferralRecorded e -> flow(Measure.REFERRALS, fact, 1, null);
            case ReferralConverted e -> flow(Measure.CONVERSIONS, fact, 1, null);
            case PointsExpired e -> {}
            case TierReviewed e -> {}
        }
    }

    private void accrued(Recorded<?> fact, PointsAccrued e) {
        if (now.points().enrolled() && fact.occurredAt().isBefore(e.expiresAt())) {
            boolean active = !e.activeFrom().isAfter(fact.occurredAt());
            List<Lot> lots = new ArrayList<>(now.points().lots());
            lots.add(new Lot(
                    e.lot(),
                    fact.ref(),
                    e.points(),
                    active,
                    active || e.expiresAt().isBefore(e.activeFrom()) ? e.expiresAt() : e.activeFrom(),
                    e.expiresAt()));
            now = now.withPoints(new Points(true, lots));
        }
    }

    /** Takes points out of lots: of the fact's own stream or, after a merge, another's. */
    private void taken(Recorded<?> fact, List<LotShare> shares) {
        List<Lot> lots = new ArrayList<>(now.points().lots());
        for (LotShare share : shares) {
            lots = Keys.change(
                    lots,
                    fact,
                    lot -> lot.lot().equals(share.lot()),
                    lot -> lot.event().stream(),
                    lot -> new Lot(
                            lot.lot(),
                            lot.event(),
                            lot.rest() - share.points(),
                            lot.active(),
                            lot.changesAt(),
                            lot.expiresAt()));
        }
        now = now.withPoints(new Points(
                now.points().enrolled(),
                lots.stream().filter(lot -> lot.rest() != 0).toList()));
    }

    private void flow(Measure measure, Recorded<?> fact, long amount, @Nullable String channel) {
        flow(measure, fact.occurredAt(), amount, now.attribution().by(channel), fact.ref());
    }

    private void flow(Measure measure, Instant at, long amount, Attribution account, EventRef event) {
        flow(measure, at, BigDecimal.valueOf(amount), account, event);
    }

    private void flow(Measure measure, Instant at, BigDecimal amount, Attribution account, EventRef event) {
        if (counts && amount.signum() != 0) {
            out.accept(new Contribution(measure, null, at, amount, account, event));
        }
    }

    /** Tells what is there now and was not, and the reverse; and what it means that the customer is active now, or is no longer. */
    private void changed(KpiFeatures before, Instant at, EventRef event, boolean order) {
        Attribution was = before.attribution();
        Attribution is = now.attribution();
        stock(Measure.CUSTOMERS, customers(before), was, customers(now), is, at, event);
        stock(Measure.BUYERS, buyers(before, 1), was, buyers(now, 1), is, at, event);
        stock(Measure.REPEAT_BUYERS, buyers(before, 2), was, buyers(now, 2), is, at, event);
        stock(Measure.CROSS_BUYERS, crossBuyers(before), was, crossBuyers(now), is, at, event);
        stock(Measure.PROFILE_KNOWN, profileKnown(before), was, profileKnown(now), is, at, event);
        stock(Measure.PROFILE_KEYS, profileKeys(before), was, profileKeys(now), is, at, event);
        stock(Measure.NEEDS_KNOWN, needsKnown(before), was, needsKnown(now), is, at, event);
        stock(Measure.NEEDS_MET, needsMet(before), was, needsMet(now), is, at, event);
        Attribution wasActive = before.stage() == Stage.ACTIVE ? was : null;
        Attribution isActive = now.stage() == Stage.ACTIVE ? is : null;
        if (order && counts && now.lifecycle().orders() == 1) {
            flow(Measure.WON, at, 1, is, event);
            won(at, false, event);
        }
        if (order && before.stage() == Stage.LOST && isActive != null) {
            flow(Measure.RECOVERED, at, 1, is, event);
            won(at, true, event);
        }
        if (wasActive != null && now.stage() == Stage.LOST) {
            flow(Measure.LOST, at, 1, is, event);
        }
        if (!Objects.equals(wasActive, isActive)) {
            stock(Measure.ACTIVE, wasActive == null ? 0 : 1, was, isActive == null ? 0 : 1, is, at, event);
            List<Span> spans = spans(at, wasActive);
            if ((wasActive == null) != (isActive == null)) {
                departed(spans, at, isActive == null ? 1 : -1, event);
            }
            spans(spans);
        }
    }

    /** An active customer is no longer active, or is again: tells each period in which it was when that began. */
    private void departed(List<Span> spans, Instant at, int amount, EventRef event) {
        for (Level level : Level.values()) {
            Attribution atStart = spans.get(level.ordinal()).activeAtStart();
            if (atStart != null) {
                there(Measure.DEPARTED, level, at, amount, atStart, event);
            }
        }
    }

    private void points(KpiFeatures before, Instant at, EventRef event) {
        stock(Measure.POINTS_ACTIVE, points(before), before.attribution(), points(now), now.attribution(), at, event);
    }

    private static long points(KpiFeatures state) {
        long active = 0;
        if (state.stage() != Stage.MERGED) {
            for (Lot lot : state.points().lots()) {
                active += lot.active() ? lot.rest() : 0;
            }
        }
        return active;
    }

    private static int customers(KpiFeatures state) {
        Stage stage = state.stage();
        return stage == null || stage == Stage.CLOSED || stage == Stage.MERGED ? 0 : 1;
    }

    private static int buyers(KpiFeatures state, int orders) {
        return state.stage() != Stage.MERGED && state.lifecycle().orders() >= orders ? 1 : 0;
    }

    private static int crossBuyers(KpiFeatures state) {
        return state.stage() == Stage.ACTIVE && state.categories().size() >= 2 ? 1 : 0;
    }

    private static int profileKnown(KpiFeatures state) {
        return customers(state) == 0 ? 0 : knownFields(state);
    }

    private static int profileKeys(KpiFeatures state) {
        return customers(state) * KEY_FIELDS.intValue();
    }

    private static int needsKnown(KpiFeatures state) {
        return state.stage() == Stage.MERGED ? 0 : state.needs();
    }

    private static int needsMet(KpiFeatures state) {
        return state.stage() == Stage.MERGED
                ? 0
                : state.needs() - state.openNeeds().size();
    }

    private void stock(
            Measure measure, long before, Attribution was, long after, Attribution is, Instant at, EventRef event) {
        if (before == after && (before == 0 || was.equals(is))) {
            return;
        }
        if (was.equals(is)) {
            there(measure, null, at, after - before, is, event);
        } else {
            there(measure, null, at, -before, was, event);
            there(measure, null, at, after, is, event);
        }
    }

    private void there(
            Measure measure, @Nullable Level level, Instant at, long amount, Attribution account, EventRef event) {
        if (amount != 0) {
            out.accept(new Contribution(measure, level, at, BigDecimal.valueOf(amount), account, event));
        }
    }

    /**
     * What each level's period that an instant lies in needs to know.
     *
     * @param active on whose account the customer was active in it so far, where nothing has changed in it
     */
    private List<Span> spans(Instant at, @Nullable Attribution active) {
        LocalDate day = LocalDate.ofInstant(at, zone);
        List<Span> spans = new ArrayList<>(Level.values().length);
        for (Level level : Level.values()) {
            int period = (int) KpiPeriod.containing(level, day).firstDay().toEpochDay();
            Span span = now.spans().isEmpty() ? null : now.spans().get(level.ordinal());
            spans.add(span != null && span.period() == period ? span : new Span(period, active, false));
        }
        return spans;
    }

    private void spans(List<Span> spans) {
        now = now.withSpans(spans);
    }

    /** Counts a new customer once in each period; one that was recovered only where it was not active at the start. */
    private void won(Instant at, boolean recovered, EventRef event) {
        List<Span> spans = spans(at, null);
        for (Level level : Level.values()) {
            Span span = spans.get(level.ordinal());
            if (counts && !span.won() && (!recovered || span.activeAtStart() == null)) {
                there(Measure.NEW_CUSTOMERS, level, at, 1, now.attribution(), event);
                spans.set(level.ordinal(), new Span(span.period(), span.activeAtStart(), true));
            }
        }
        spans(spans);
    }
}
