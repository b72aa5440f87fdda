package org.relatum.projection.loyalty;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.EventRef;
import org.relatum.events.LotShare;
import org.relatum.events.PointsCause;
import org.relatum.events.Recorded;
import org.relatum.events.SatisfactionEvent.SurveyResponded;
import org.relatum.projection.commitment.CommitmentFeatures;
import org.relatum.projection.core.GrowingList;

/**
 * What the loyalty of a customer is judged by, whatever the policy.
 *
 * @param known first fact
 * @param purchases orders, ascending
 * @param returns returns, ascending
 * @param answers of surveys, ascending
 * @param contacts inbound interactions and answered care, ascending
 * @param cases in the order in which they were opened
 * @param referrals in the order in which they were recorded
 * @param account of points, null unless the customer is enrolled
 * @param promises needs and commitments
 * @param survivor the customer this one was merged into, null unless it is
 */
public record LoyaltyFeatures(
        @Nullable Instant known,
        List<Turnover> purchases,
        List<Turnover> returns,
        List<Answer> answers,
        List<Mark> contacts,
        List<ServiceCase> cases,
        List<Referral> referrals,
        @Nullable Account account,
        CommitmentFeatures promises,
        @Nullable UUID survivor) {

    /** Nothing is known. */
    public static final LoyaltyFeatures NONE = new LoyaltyFeatures(
            null,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            null,
            CommitmentFeatures.NONE,
            null);

    public LoyaltyFeatures {
        purchases = GrowingList.copyOf(purchases);
        returns = GrowingList.copyOf(returns);
        answers = GrowingList.copyOf(answers);
        contacts = GrowingList.copyOf(contacts);
        cases = GrowingList.copyOf(cases);
        referrals = GrowingList.copyOf(referrals);
    }

    /** When something happened and the event that says so. */
    public record Mark(Instant at, EventRef event) {}

    /**
     * An order or a return.
     *
     * @param amount in the reporting currency
     * @param total of all amounts up to and including this one
     */
    public record Turnover(Instant at, BigDecimal amount, BigDecimal total, EventRef event) {}

    /**
     * An answer to a survey.
     *
     * @param csat from 1 to 5: overall, or the mean of the factors where that was not asked; null without either
     * @param nps from 0 to 10
     */
    public record Answer(
            Instant at, @Nullable Double csat, @Nullable Integer nps, EventRef event) {
        /** Of a response to a survey. */
        public static Answer of(Recorded<?> fact, SurveyResponded e) {
            Integer overall = e.overall();
            return new Answer(
                    fact.occurredAt(),
                    overall == null ? mean(e.csat().values()) : Double.valueOf(overall),
                    e.nps(),
                    fact.ref());
        }

        private static @Nullable Double mean(Collection<Integer> factors) {
            return factors.isEmpty()
                    ? null
                    : (double) factors.stream().mapToInt(Integer::intValue).sum() / factors.size();
        }
    }

    /**
     * A case of service. Others than complaints are known, too, so that a duplicate's complaint is told from a case of the same name.
     *
     * @param open whether it is neither resolved nor closed
     */
    public record ServiceCase(String caseId, Mark opened, boolean complaint, boolean open) {
        ServiceCase with(boolean now) {
            return new ServiceCase(caseId, opened, complaint, now);
        }
    }

    /** The cases that are complaints. */
    List<ServiceCase> complaints() {
        return cases.stream().filter(ServiceCase::complaint).toList();
    }

    /**
     * A referral.
     *
     * @param converted its success, null while it had none
     */
    public record Referral(
            String referral, Mark recorded, @Nullable Mark converted) {
        Referral converted(Mark mark) {
            return converted == null ? new Referral(referral, recorded, mark) : this;
        }
    }

    /**
     * Points of one kind, earned together.
     *
     * @param lot identifier within its stream
     * @param points that were accrued
     * @param rest what is left of them
     */
    public record Lot(
            String lot,
            Mark accrued,
            long points,
            long rest,
            PointsCause cause,
            @Nullable String order,
            Instant activeFrom,
            Instant expiresAt) {

        Lot less(long taken) {
            return new Lot(lot, accrued, points, rest - taken, cause, order, activeFrom, expiresAt);
        }
    }

    /**
     * What returns took back of an order's qualifying points, and when.
     *
     * @param stream in which it was recorded
     */
    public record Reversal(Instant at, UUID stream, String order, long points) {}

    /** A tier that was set by hand. */
    public record Review(Instant at, String tier, EventRef event) {}

    /**
     * The points account.
     *
     * @param lots in the order in which they were accrued
     * @param debt what was taken that no lot had
     * @param redeemed points spent so far
     */
    public record Account(
            String program,
            Mark enrolled,
            List<Lot> lots,
            List<Reversal> reversals,
            List<Review> reviews,
            long debt,
            long redeemed) {
        public Account {
            lots = GrowingList.copyOf(lots);
            reversals = GrowingList.copyOf(reversals);
            reviews = GrowingList.copyOf(reviews);
        }

        Account with(Lot lot) {
            return new Account(program, enrolled, GrowingList.plus(lots, lot), reversals, reviews, debt, redeemed);
        }

        Account with(Reversal reversal) {
            return new Account(program, enrolled, lots, GrowingList.plus(reversals, reversal), reviews, debt, redeemed);
        }

        Account with(Review review) {
            return new Account(program, enrolled, lots, reversals, GrowingList.plus(reviews, review), debt, redeemed);
        }

        /** Takes points out of lots. What none of them had is owed. */
        Account taken(long points, List<LotShare> shares, UUID stream) {
            Taken taken = take(shares, stream);
            return new Account(
                    program, enrolled, taken.lots(), reversals, reviews, debt + points - taken.points(), redeemed);
        }

        /** The customer spent points. */
        Account spent(long points, List<LotShare> shares, UUID stream) {
            Account after = taken(points, shares, stream);
            return new Account(program, enrolled, after.lots(), reversals, reviews, after.debt(), redeemed + points);
        }

        /** Pays a debt out of lots. */
        Account settled(List<LotShare> shares, UUID stream) {
            Taken taken = take(shares, stream);
            return new Account(program, enrolled, taken.lots(), reversals, reviews, debt - taken.points(), redeemed);
        }

        private record Taken(List<Lot> lots, long points) {}

        /** A share is of the lot with its name from the same stream or, after a merge, from another. */
        private Taken take(List<LotShare> shares, UUID stream) {
            List<Lot> left = new ArrayList<>(lots);
            long points = 0;
            for (LotShare share : shares) {
                int found = -1;
                for (int i = 0; i < left.size(); i++) {
                    Lot lot = left.get(i);
                    boolean own = lot.accrued().event().stream().equals(stream);
                    if (lot.lot().equals(share.lot()) && (own || found < 0)) {
                        found = i;
                    }
                }
                if (found >= 0) {
                    left.set(found, left.get(found).less(share.points()));
                    points += share.points();
                }
            }
            return new Taken(left, points);
        }
    }

    LoyaltyFeatures withKnown(Instant now) {
        return new LoyaltyFeatures(
                now, purchases, returns, answers, contacts, cases, referrals, account, promises, survivor);
    }

    LoyaltyFeatures withPurchases(List<Turnover> now) {
        return new LoyaltyFeatures(
                known, now, returns, answers, contacts, cases, referrals, account, promises, survivor);
    }

    LoyaltyFeatures withReturns(List<Turnover> now) {
        return new LoyaltyFeatures(
                known, purchases, now, answers, contacts, cases, referrals, account, promises, survivor);
    }

    LoyaltyFeatures withAnswers(List<Answer> now) {
        return new LoyaltyFeatures(
                known, purchases, returns, now, contacts, cases, referrals, account, promises, survivor);
    }

    LoyaltyFeatures withContacts(List<Mark> now) {
        return new LoyaltyFeatures(
                known, purchases, returns, answers, now, cases, referrals, account, promises, survivor);
    }

    LoyaltyFeatures withCases(List<ServiceCase> now) {
        return new LoyaltyFeatures(
                known, purchases, returns, answers, contacts, now, referrals, account, promises, survivor);
    }

    LoyaltyFeatures withReferrals(List<Referral> now) {
        return new LoyaltyFeatures(
                known, purchases, returns, answers, contacts, cases, now, account, promises, survivor);
    }

    LoyaltyFeatures withAccount(@Nullable Account now) {
        return new LoyaltyFeatures(
                known, purchases, returns, answers, contacts, cases, referrals, now, promises, survivor);
    }

    LoyaltyFeatures withPromises(CommitmentFeatures now) {
        return new LoyaltyFeatures(
                known, purchases, returns, answers, contacts, cases, referrals, account, now, survivor);
    }

    LoyaltyFeatures withSurvivor(@Nullable UUID now) {
        return new LoyaltyFeatures(
                known, purchases, returns, answers, contacts, cases, referrals, account, promises, now);
    }
}
