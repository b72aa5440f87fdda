package org.relatum.events.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What is counted about customers, and what formulas of key figures are made of. A measure is a sum over customers; its key is its
 * name in policies and of its column. What a measure counts follows the company's time zone where it has to do with days, and is in
 * the reporting currency where it has to do with money.
 */
public enum Measure {
    /** Orders, when they are placed. */
    ORDERS(Kind.FLOW, Of.COUNT, "orders placed"),
    /** What orders are worth, when they are placed. */
    ORDER_REVENUE(Kind.FLOW, Of.MONEY, "value of the orders placed"),
    /** What is taken back, when the return happens; not when its order was placed. */
    RETURN_AMOUNT(Kind.FLOW, Of.MONEY, "value of what was returned"),
    /** Orders less returns, each at its own time. */
    NET_REVENUE(Kind.FLOW, Of.MONEY, "orders less returns"),

    /** Customers that are known: registered, neither merged into another nor closed. */
    CUSTOMERS(Kind.STOCK, Of.COUNT, "customers known, not merged and not closed"),
    /** Customers whose stage is ACTIVE or AT_RISK. */
    ACTIVE(Kind.STOCK, Of.COUNT, "customers whose stage is ACTIVE or AT_RISK"),
    /** Customers won in a period: first purchase, or recovered without having been active at its start. */
    NEW_CUSTOMERS(
            Kind.PERIOD,
            Of.COUNT,
            "customers with their first purchase in the period, or recovered in it and not active at its start"),
    /**
     * Customers that were active when a period began and, so far, are not any more; whoever is again in the same period doesn't count. On
     * the account they were on when it began. Those active at the start without these are the ones retained.
     */
    DEPARTED(Kind.PERIOD, Of.COUNT, "customers active when the period began and not at its end"),
    /** Customers, when they buy for the first time. */
    WON(Kind.FLOW, Of.COUNT, "first purchases"),
    /** Customers that had been lost, when they buy again. */
    RECOVERED(Kind.FLOW, Of.COUNT, "customers that had been lost and bought again"),
    /** Customers, when their stage becomes LOST. */
    LOST(Kind.FLOW, Of.COUNT, "customers that became LOST"),
    /** Customers with at least one order so far. */
    BUYERS(Kind.STOCK, Of.COUNT, "customers with at least one order"),
    /** Customers with at least two orders so far. */
    REPEAT_BUYERS(Kind.STOCK, Of.COUNT, "customers with at least two orders"),
    /** Active customers that have bought from at least two categories. */
    CROSS_BUYERS(Kind.STOCK, Of.COUNT, "active customers that have bought from at least two categories"),

    /** Sum of satisfaction on the whole, from 1 to 5, when the customer answers. */
    CSAT_SUM(Kind.FLOW, Of.SCORE, "sum of the answers on satisfaction on the whole, from 1 to 5"),
    /** Answers on satisfaction on the whole. */
    CSAT_ANSWERS(Kind.FLOW, Of.COUNT, "answers on satisfaction on the whole"),
    /** Answers of 4 or 5 on satisfaction on the whole. */
    CSAT_TOP(Kind.FLOW, Of.COUNT, "answers of 4 or 5 on satisfaction on the whole"),
    /** Sum of satisfaction with the factor product_fit, from 1 to 5. */
    CSAT_PRODUCT_FIT_SUM(Kind.FLOW, Of.SCORE, "sum of the answers on the factor product_fit"),
    /** Answers on the factor product_fit. */
    CSAT_PRODUCT_FIT_ANSWERS(Kind.FLOW, Of.COUNT, "answers on the factor product_fit"),
    /** Sum of satisfaction with the factor response_speed, from 1 to 5. */
    CSAT_RESPONSE_SPEED_SUM(Kind.FLOW, Of.SCORE, "sum of the answers on the factor response_speed"),
    /** Answers on the factor response_speed. */
    CSAT_RESPONSE_SPEED_ANSWERS(Kind.FLOW, Of.COUNT, "answers on the factor response_speed"),
    /** Sum of satisfaction with the factor problem_solved, from 1 to 5. */
    CSAT_PROBLEM_SOLVED_SUM(Kind.FLOW, Of.SCORE, "sum of the answers on the factor problem_solved"),
    /** Answers on the factor problem_solved. */
    CSAT_PROBLEM_SOLVED_ANSWERS(Kind.FLOW, Of.COUNT, "answers on the factor problem_solved"),
    /** Sum of satisfaction with the factor price, from 1 to 5. */
    CSAT_PRICE_SUM(Kind.FLOW, Of.SCORE, "sum of the answers on the factor price"),
    /** Answers on the factor price. */
    CSAT_PRICE_ANSWERS(Kind.FLOW, Of.COUNT, "answers on the factor price"),
    /** Sum of satisfaction with the factor brand, from 1 to 5. */
    CSAT_BRAND_SUM(Kind.FLOW, Of.SCORE, "sum of the answers on the factor brand"),
    /** Answers on the factor brand. */
    CSAT_BRAND_ANSWERS(Kind.FLOW, Of.COUNT, "answers on the factor brand"),
    /** Answers on how likely a recommendation is. */
    NPS_ANSWERS(Kind.FLOW, Of.COUNT, "answers on how likely a recommendation is"),
    /** Answers of 9 or 10 on how likely a recommendation is. */
    NPS_PROMOTERS(Kind.FLOW, Of.COUNT, "answers of 9 or 10 on how likely a recommendation is"),
    /** Answers from 0 to 6 on how likely a recommendation is. */
    NPS_DETRACTORS(Kind.FLOW, Of.COUNT, "answers from 0 to 6 on how likely a recommendation is"),
    /** Sum of how easy it was, from 1 to 7. */
    CES_SUM(Kind.FLOW, Of.SCORE, "sum of the answers on how easy it was, from 1 to 7"),
    /** Answers on how easy it was. */
    CES_ANSWERS(Kind.FLOW, Of.COUNT, "answers on how easy it was"),

    /** Cases of every kind, when they are opened. */
    CASES_OPENED(Kind.FLOW, Of.COUNT, "cases opened"),
    /** Complaints, when they are opened. */
    COMPLAINTS(Kind.FLOW, Of.COUNT, "complaints opened"),
    /** First responses to cases, when they are given. */
    FIRST_RESPONSES(Kind.FLOW, Of.COUNT, "first responses given"),
    /** Time on the service-level clock from opening a case until its first response, when that is given. */
    FIRST_RESPONSE_SLA(Kind.FLOW, Of.SECONDS, "service-level time until first responses"),
    /** Time from opening a case until its first response, when that is given. */
    FIRST_RESPONSE_WALL(Kind.FLOW, Of.SECONDS, "time until first responses"),
    /**
     * Resolutions of cases, when they are reached: each one of a case that was opened again, so that no period changes by what happens after
     * it.
     */
    RESOLUTIONS(Kind.FLOW, Of.COUNT, "cases resolved"),
    /** Time on the service-level clock from opening a case until it is resolved, when that happens. */
    RESOLUTION_SLA(Kind.FLOW, Of.SECONDS, "service-level time until resolutions"),
    /** Time from opening a case until it is resolved, when that happens. */
    RESOLUTION_WALL(Kind.FLOW, Of.SECONDS, "time until resolutions"),
    /** Service-level targets of response and of resolution, when they are met or missed, whichever is first. */
    SLA_DUE(Kind.FLOW, Of.COUNT, "service-level targets met or missed"),
    /** Service-level targets of response and of resolution, when they are met. */
    SLA_MET(Kind.FLOW, Of.COUNT, "service-level targets met"),
    /** Commitments, at the instant they are due. */
    COMMITMENTS_DUE(Kind.FLOW, Of.COUNT, "commitments due"),
    /** Commitments kept in time, at the instant they are due. */
    COMMITMENTS_KEPT(Kind.FLOW, Of.COUNT, "commitments due and kept in time"),

    /** Points, when they are accrued. */
    POINTS_ISSUED(Kind.FLOW, Of.COUNT, "points accrued"),
    /** Points, when they are redeemed. */
    POINTS_REDEEMED(Kind.FLOW, Of.COUNT, "points redeemed"),
    /** Points that may be redeemed: neither pending, nor spent, nor expired. */
    POINTS_ACTIVE(Kind.STOCK, Of.COUNT, "points that may be redeemed"),
    /** Referrals, when they are made. */
    REFERRALS(Kind.FLOW, Of.COUNT, "referrals made"),
    /** Referrals, when they have success. */
    CONVERSIONS(Kind.FLOW, Of.COUNT, "referrals that had success"),

    /** Contacts in both directions. */
    INTERACTIONS(Kind.FLOW, Of.COUNT, "interactions"),
    /** Contacts that the customer started. */
    INBOUND(Kind.FLOW, Of.COUNT, "interactions that the customer started"),
    /** Contacts for which it is known how long the customer waited for a human. */
    RESPONSES(Kind.FLOW, Of.COUNT, "interactions with a known response time"),
    /** How long customers waited for a human in the contacts for which it is known. */
    RESPONSE_TIME(Kind.FLOW, Of.SECONDS, "response time of interactions"),
    /** Gestures of care, when they are due; without those that were cancelled. */
    CARE_PLANNED(Kind.FLOW, Of.COUNT, "care due"),
    /** Gestures of care, when they reach the customer. */
    CARE_DELIVERED(Kind.FLOW, Of.COUNT, "care delivered"),

    /** Key fields of known customers' profiles that are known. */
    PROFILE_KNOWN(Kind.STOCK, Of.COUNT, "key fields of profiles that are known"),
    /** Key fields of known customers' profiles. */
    PROFILE_KEYS(Kind.STOCK, Of.COUNT, "key fields of profiles"),
    /** Needs that were identified. */
    NEEDS_KNOWN(Kind.STOCK, Of.COUNT, "needs identified"),
    /** Needs that were met. */
    NEEDS_MET(Kind.STOCK, Of.COUNT, "needs met");

    /** How a measure behaves over time. */
    public enum Kind {
        /** Happens at instants: the sum of what happens in a period. Periods add up. */
        FLOW,
        /** Is there at an instant: has a value at a period's start and end and a mean over its time. */
        STOCK,
        /** Counted for each day, month, quarter and year by itself: periods don't add up. */
        PERIOD
    }

    /** What a measure is a number of. */
    public enum Of {
        /** Things and events. */
        COUNT,
        /** Amounts in the reporting currency. */
        MONEY,
        /** Seconds, to the microsecond. */
        SECONDS,
        /** Marks that customers give. */
        SCORE
    }

    private final Kind kind;
    private final Of of;
    private final String title;

    Measure(Kind kind, Of of, String title) {
        this.kind = kind;
        this.of = of;
        this.title = title;
    }

    /** How it behaves over time. */
    public Kind kind() {
        return kind;
    }

    /** What it is a number of. */
    public Of of() {
        return of;
    }

    /** What is counted, in a few words. */
    public String title() {
        return title;
    }

    /** Its name in policies and of its column, for example {@code net_revenue}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The measure with this key. */
    public static Optional<Measure> of(String key) {
        return Arrays.stream(values())
                .filter(measure -> measure.key().equals(key))
                .findFirst();
    }
}
