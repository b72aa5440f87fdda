package org.relatum.projection.kpi;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.EventRef;
import org.relatum.projection.core.GrowingList;
import org.relatum.projection.lifecycle.LifecycleFeatures;
import org.relatum.projection.lifecycle.Stage;
import org.relatum.projection.service.ServiceFeatures;

/**
 * What has to be known of a customer to say what the next fact, or time alone, contributes. What has been counted and can't count again
 * is not in it.
 *
 * @param at up to when the customer has been followed: the latest fact or change by time
 * @param byTime the latest instant at which time alone contributed; null when it never did
 * @param lifecycle by what the stage is judged, without the lapses
 * @param stage as it was last judged, AT_RISK as ACTIVE: both are active customers; null before the first fact
 * @param attribution on whose account the customer is
 * @param profile which key fields are known
 * @param categories the first two categories bought from
 * @param sold orders that named a channel, by which what is taken back of them goes
 * @param points the points account
 * @param needs that were identified, met ones included
 * @param openNeeds those that are not met
 * @param commitments those not yet due
 * @param care planned and not yet due
 * @param cases all, without what is of no matter to a clock
 * @param missed the targets of cases that time has found missed, each named once
 * @param spans by {@link org.relatum.events.policy.KpiPeriod.Level}, what the latest period needs to know
 */
public record KpiFeatures(
        Instant at,
        @Nullable Instant byTime,
        LifecycleFeatures lifecycle,
        @Nullable Stage stage,
        Attribution attribution,
        Known profile,
        List<String> categories,
        List<Sold> sold,
        Points points,
        int needs,
        List<Name> openNeeds,
        List<Due> commitments,
        List<Due> care,
        ServiceFeatures cases,
        SortedSet<String> missed,
        List<Span> spans) {

    /** Nothing is known. */
    public static final KpiFeatures NONE = new KpiFeatures(
            Instant.MIN,
            null,
            LifecycleFeatures.NONE,
            null,
            Attribution.NONE,
            new Known(0, List.of()),
            List.of(),
            List.of(),
            new Points(false, List.of()),
            0,
            List.of(),
            List.of(),
            List.of(),
            ServiceFeatures.NONE,
            Collections.emptySortedSet(),
            List.of());

    public KpiFeatures {
        categories = List.copyOf(categories);
        sold = GrowingList.copyOf(sold);
        openNeeds = List.copyOf(openNeeds);
        commitments = List.copyOf(commitments);
        care = List.copyOf(care);
        missed = missed.isEmpty()
                ? Collections.emptySortedSet()
                : Collections.unmodifiableSortedSet(new TreeSet<>(missed));
        spans = List.copyOf(spans);
    }

    /**
     * Presence of profile fields.
     *
     * @param fields a bit for each {@link org.relatum.events.ProfileField}, by ordinal
     * @param contactPoints identifiers of the ways to reach the customer
     */
    public record Known(int fields, List<String> contactPoints) {
        public Known {
            contactPoints = List.copyOf(contactPoints);
        }
    }

    /** An order and the channel it came by. */
    public record Sold(String order, UUID stream, String channel) {}

    /**
     * A points account.
     *
     * @param enrolled whether there is one
     * @param lots those of which something is left and that have not expired
     */
    public record Points(boolean enrolled, List<Lot> lots) {
        public Points {
            lots = List.copyOf(lots);
        }
    }

    /**
     * Points that were earned together.
     *
     * @param event that earned them
     * @param rest how many are left
     * @param active whether they may be redeemed
     * @param changesAt when they become active or, as soon as they are, when they expire
     */
    public record Lot(String lot, EventRef event, long rest, boolean active, Instant changesAt, Instant expiresAt) {}

    /** Something with an identifier that is unique within a stream. */
    public record Name(String id, UUID stream) {}

    /** What has become of something that is due. */
    public enum End {
        /** Kept, and in time. */
        KEPT,
        /** Broken, kept too late, or cancelled. */
        NOT_KEPT
    }

    /**
     * Something that is due.
     *
     * @param event that planned or promised it
     * @param end null while it has not ended
     */
    public record Due(
            String id, Instant at, EventRef event, @Nullable End end) {
        Due ended(End how) {
            return end != null ? this : new Due(id, at, event, how);
        }
    }

    /**
     * What the latest period of one level, in which something changed, needs to know.
     *
     * @param period its first day, as days since 1970
     * @param activeAtStart on whose account the customer was active when it began; null when it was not
     * @param won whether the customer is counted as a new one of this period
     */
    public record Span(int period, @Nullable Attribution activeAtStart, boolean won) {}

    /** Whether a target of a case has been found missed. */
    boolean hasMissed(String target) {
        return missed.contains(target);
    }

    KpiFeatures after(Instant atNow, LifecycleFeatures lifecycleNow) {
        return new KpiFeatures(
                atNow,
                byTime,
                lifecycleNow,
                stage,
                attribution,
                profile,
                categories,
                sold,
                points,
                needs,
                openNeeds,
                commitments,
                care,
                cases,
                missed,
                spans);
    }

    KpiFeatures judged(@Nullable Instant byTimeNow, @Nullable Stage stageNow, SortedSet<String> missedNow) {
        return new KpiFeatures(
                at,
                byTimeNow,
                lifecycle,
                stageNow,
                attribution,
                profile,
                categories,
                sold,
                points,
                needs,
                openNeeds,
                commitments,
                care,
                cases,
                missedNow,
                spans);
    }

    KpiFeatures withAttribution(Attribution attributionNow) {
        return new KpiFeatures(
                at,
                byTime,
                lifecycle,
                stage,
                attributionNow,
                profile,
                categories,
                sold,
                points,
                needs,
                openNeeds,
                commitments,
                care,
                cases,
                missed,
                spans);
    }

    KpiFeatures withProfile(Known profileNow) {
        return new KpiFeatures(
                at,
                byTime,
                lifecycle,
                stage,
                attribution,
                profileNow,
                categories,
                sold,
                points,
                needs,
                openNeeds,
                commitments,
                care,
                cases,
                missed,
                spans);
    }

    KpiFeatures withCategories(List<String> categoriesNow) {
        return new KpiFeatures(
                at,
                byTime,
                lifecycle,
                stage,
                attribution,
                profile,
                categoriesNow,
                sold,
                points,
                needs,
                openNeeds,
                commitments,
                care,
                cases,
                missed,
                spans);
    }

    KpiFeatures withSold(List<Sold> soldNow) {
        return new KpiFeatures(
                at,
                byTime,
                lifecycle,
                stage,
                attribution,
                profile,
                categories,
                soldNow,
                points,
                needs,
                openNeeds,
                commitments,
                care,
                cases,
                missed,
                spans);
    }

    KpiFeatures withPoints(Points pointsNow) {
        return new KpiFeatures(
                at,
                byTime,
                lifecycle,
                stage,
                attribution,
                profile,
                categories,
                sold,
                pointsNow,
                needs,
                openNeeds,
                commitments,
                care,
                cases,
                missed,
                spans);
    }

    KpiFeatures withCommitments(List<Due> commitmentsNow) {
        return new KpiFeatures(
                at,
                byTime,
                lifecycle,
                stage,
                attribution,
                profile,
                categories,
                sold,
                points,
                needs,
                openNeeds,
                commitmentsNow,
                care,
                cases,
                missed,
                spans);
    }

    KpiFeatures withCare(List<Due> careNow) {
        return new KpiFeatures(
                at,
                byTime,
                lifecycle,
                stage,
                attribution,
                profile,
                categories,
                sold,
                points,
                needs,
                openNeeds,
                commitments,
                careNow,
                cases,
                missed,
                spans);
    }

    KpiFeatures withCases(ServiceFeatures casesNow) {
        return new KpiFeatures(
                at,
                byTime,
                lifecycle,
                stage,
                attribution,
                profile,
                categories,
                sold,
                points,
                needs,
                openNeeds,
                commitments,
                care,
                casesNow,
                missed,
                spans);
    }

    KpiFeatures withSpans(List<Span> spansNow) {
        return new KpiFeatures(
                at,
                byTime,
                lifecycle,
                stage,
                attribution,
                profile,
                categories,
                sold,
                points,
                needs,
                openNeeds,
                commitments,
                care,
                cases,
                missed,
                spansNow);
    }

    KpiFeatures withNeeds(int needsNow, List<Name> openNeedsNow) {
        return new KpiFeatures(
                at,
                byTime,
                lifecycle,
                stage,
                attribution,
                profile,
                categories,
                sold,
                points,
                needsNow,
                openNeedsNow,
                commitments,
                care,
                cases,
                missed,
                spans);
    }
}
