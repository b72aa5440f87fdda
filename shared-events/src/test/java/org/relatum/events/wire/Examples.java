package org.relatum.events.wire;

import static java.util.Map.entry;
import static org.relatum.events.Personal.clear;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.relatum.events.Access;
import org.relatum.events.AccessEvent.AccessesRecorded;
import org.relatum.events.AccessEvent.KeyMade;
import org.relatum.events.AccessEvent.KeyRevoked;
import org.relatum.events.AccessOutcome;
import org.relatum.events.ArticleEvent.ArticlePublished;
import org.relatum.events.ArticleEvent.ArticleRevised;
import org.relatum.events.ArticleEvent.ArticleWithdrawn;
import org.relatum.events.CareKind;
import org.relatum.events.CaseKind;
import org.relatum.events.CaseSeverity;
import org.relatum.events.CommitmentEvent.CommitmentBroken;
import org.relatum.events.CommitmentEvent.CommitmentKept;
import org.relatum.events.CommitmentEvent.CommitmentMade;
import org.relatum.events.CommitmentEvent.NeedConfirmed;
import org.relatum.events.CommitmentEvent.NeedIdentified;
import org.relatum.events.CommitmentEvent.NeedMet;
import org.relatum.events.ContactPoint;
import org.relatum.events.ContactPointKind;
import org.relatum.events.Direction;
import org.relatum.events.DomainEvent;
import org.relatum.events.ErasureGround;
import org.relatum.events.GroupScore;
import org.relatum.events.GroupWeight;
import org.relatum.events.ImprovementEvent.ImprovementClosed;
import org.relatum.events.ImprovementEvent.ImprovementOpened;
import org.relatum.events.ImprovementOutcome;
import org.relatum.events.InteractionEvent.CareCancelled;
import org.relatum.events.InteractionEvent.CareDelivered;
import org.relatum.events.InteractionEvent.CarePlanned;
import org.relatum.events.InteractionEvent.FeedbackReceived;
import org.relatum.events.InteractionEvent.InteractionLogged;
import org.relatum.events.KpiDimension;
import org.relatum.events.KpiFigure;
import org.relatum.events.KpiGoal;
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
import org.relatum.events.MeasureKind;
import org.relatum.events.Metadata;
import org.relatum.events.Money;
import org.relatum.events.NeedKind;
import org.relatum.events.NeedSource;
import org.relatum.events.OrderLine;
import org.relatum.events.OrganisationEvent.DepartmentRegistered;
import org.relatum.events.OrganisationEvent.StaffErased;
import org.relatum.events.OrganisationEvent.StaffLeft;
import org.relatum.events.OrganisationEvent.StaffRegistered;
import org.relatum.events.OrganisationEvent.TrainingRecorded;
import org.relatum.events.PartyKind;
import org.relatum.events.PartyRole;
import org.relatum.events.PerformanceEvent.PeriodEvaluated;
import org.relatum.events.PerformanceEvent.ReviewRecorded;
import org.relatum.events.PerformanceEvent.TargetsSet;
import org.relatum.events.Personal.Place;
import org.relatum.events.PointsCause;
import org.relatum.events.PolicyEvent.PolicyPublished;
import org.relatum.events.PolicyKind;
import org.relatum.events.PrivacyEvent.ConsentGranted;
import org.relatum.events.PrivacyEvent.ConsentWithdrawn;
import org.relatum.events.PrivacyEvent.LegalHoldLifted;
import org.relatum.events.PrivacyEvent.LegalHoldPlaced;
import org.relatum.events.PrivacyEvent.PersonalDataErased;
import org.relatum.events.ProductEvent.ProductDiscontinued;
import org.relatum.events.ProductEvent.ProductPriced;
import org.relatum.events.ProductEvent.ProductRegistered;
import org.relatum.events.Profile;
import org.relatum.events.ProfileField;
import org.relatum.events.RecoveryOutcome;
import org.relatum.events.ReferenceEvent.ReferenceClaimed;
import org.relatum.events.ReferenceEvent.ReferenceConfirmed;
import org.relatum.events.ReferenceEvent.ReferenceReleased;
import org.relatum.events.RelationshipType;
import org.relatum.events.ReturnedLine;
import org.relatum.events.RiskCause;
import org.relatum.events.RiskEvent.PreventiveMeasureRecorded;
import org.relatum.events.RiskEvent.RecoveryStepRecorded;
import org.relatum.events.RiskEvent.RiskAssessed;
import org.relatum.events.RiskEvent.RiskCleared;
import org.relatum.events.RiskEvent.RiskRaised;
import org.relatum.events.RiskEvent.RiskResponseChosen;
import org.relatum.events.RiskResponse;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.SalesEvent.OrderReturned;
import org.relatum.events.SatisfactionEvent.SurveyResponded;
import org.relatum.events.Sentiment;
import org.relatum.events.ServiceEvent.ArticleLinked;
import org.relatum.events.ServiceEvent.CaseAssigned;
import org.relatum.events.ServiceEvent.CaseClosed;
import org.relatum.events.ServiceEvent.CaseEscalated;
import org.relatum.events.ServiceEvent.CaseOpened;
import org.relatum.events.ServiceEvent.CasePaused;
import org.relatum.events.ServiceEvent.CaseReopened;
import org.relatum.events.ServiceEvent.CaseResolved;
import org.relatum.events.ServiceEvent.CaseResponded;
import org.relatum.events.ServiceEvent.CaseResumed;
import org.relatum.events.ServiceEvent.RootCauseRecorded;
import org.relatum.events.SurveyEvent.SurveyPublished;
import org.relatum.events.SurveyEvent.SurveyWaveBegun;
import org.relatum.events.ValueModelEvent.ValueModelFitted;
import org.relatum.events.privacy.FixedSubjectKeys;

/**
 * What each golden file means: the record as it must be read today from every revision of every event. Every component of an
 * event has a value, so that the files show every field.
 */
final class Examples {
    /** All examples stand in one stream, whatever they tell of. */
    static final UUID STREAM = UUID.fromString("8c1f6e2d-47a9-4b35-8d0e-5f9a3c7b1e64");

    static final UUID CUSTOMER = UUID.fromString("6f1c0d52-8d3a-4c7e-9b21-0a4f5e6d7c81");
    static final UUID DUPLICATE = UUID.fromString("b7e4c8a1-52d9-4f06-8c3e-91d2a6f05b44");
    private static final UUID PRODUCT = UUID.fromString("0b9d5f0e-3c52-8d1c-a2a6-7f3f0f1f9f10");
    private static final UUID SURVEY = UUID.fromString("5d7a8f3e-90b1-4c2d-8e6f-1a2b3c4d5e6f");
    private static final UUID ARTICLE = UUID.fromString("e3c1b2a4-6f58-4d7b-9a0c-2b1d3f4e5a69");
    private static final UUID STAFF = UUID.fromString("2f60c7d1-93be-8a41-a5d0-7e11c49b3d06");
    private static final UUID CLAIM = UUID.fromString("cbd757f4-436d-8b57-9566-db5b2f5a8d57");

    static final Metadata METADATA = sealed(
            "metadata",
            new Metadata(
                    "shop",
                    clear(CUSTOMER, "Asked for by phone"),
                    "rest",
                    "4bf92f3577b34da6a3ce929d0e0e4736",
                    "00f067aa0ba902b7",
                    "shop-order-A-1001",
                    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"));

    private static final Map<String, DomainEvent> OF_TODAY = Map.ofEntries(
            entry(
                    "customer.registered",
                    new CustomerRegistered(
                            at("2026-03-01T09:00:00Z"),
                            PartyKind.PERSON,
                            PartyRole.CUSTOMER,
                            new Profile(
                                    clear(CUSTOMER, "Ada Lovelace"),
                                    clear(CUSTOMER, "1990-12-10"),
                                    clear(CUSTOMER, "12 St James's Square\nLondon"),
                                    clear(CUSTOMER, "mathematician"),
                                    clear(CUSTOMER, "prefers to be called in the morning"),
                                    "en-GB",
                                    "GB",
                                    "research"),
                            "web",
                            "spring-2026")),
            entry(
                    "customer.external-reference-added",
                    new ExternalReferenceAdded(
                            at("2026-03-01T09:00:00.000001Z"), "shop", CLAIM, clear(CUSTOMER, "4711"))),
            entry(
                    "customer.profile-changed",
                    new ProfileChanged(
                            at("2026-03-02T10:15:30.5Z"),
                            new Profile(
                                    clear(CUSTOMER, "Ada King"),
                                    null,
                                    clear(CUSTOMER, "6 Moore Street\nLondon"),
                                    null,
                                    null,
                                    null,
                                    null,
                                    "education"),
                            List.of(ProfileField.OCCUPATION, ProfileField.NOTES))),
            entry(
                    "customer.contact-point-added",
                    new ContactPointAdded(
                            at("2026-03-02T10:16:00Z"),
                            new ContactPoint(
                                    "c1",
                                    ContactPointKind.EMAIL,
                                    clear(CUSTOMER, "ada@example.org"),
                                    clear(CUSTOMER, "work")))),
            entry("customer.contact-point-removed", new ContactPointRemoved(at("2026-03-03T08:00:00Z"), "c1")),
            entry(
                    "customer.classified",
                    new CustomerClassified(at("2026-03-03T08:30:00Z"), "key-accounts", RelationshipType.PROACTIVE)),
            entry(
                    "customer.qualified",
                    new CustomerQualified(at("2026-03-03T09:00:00Z"), clear(CUSTOMER, "has a budget for this year"))),
            entry("customer.owner-assigned", new OwnerAssigned(at("2026-03-03T09:05:00Z"), "m.shelley", "sales-north")),
            entry(
                    "customer.absorbed",
                    new CustomerAbsorbed(
                            at("2026-04-01T12:00:00Z"), DUPLICATE, 17, clear(CUSTOMER, "same person, two e-mails"))),
            entry("customer.merged", new CustomerMerged(at("2026-04-01T12:00:00Z"), CUSTOMER)),
            entry(
                    "customer.absorption-undone",
                    new AbsorptionUndone(
                            at("2026-04-02T12:00:00Z"), DUPLICATE, clear(CUSTOMER, "mother and daughter"))),
            entry("customer.merge-undone", new MergeUndone(at("2026-04-02T12:00:00Z"), CUSTOMER)),
            entry(
                    "customer.closed",
                    new CustomerClosed(at("2026-09-01T00:00:00Z"), clear(CUSTOMER, "moves to another country"))),
            entry(
                    "customer.reopened",
                    new CustomerReopened(at("2026-12-01T00:00:00Z"), clear(CUSTOMER, "is back again"))),
            entry(
                    "interaction.logged",
                    new InteractionLogged(
                            at("2026-03-05T14:03:22.123456Z"),
                            "phone",
                            Direction.INBOUND,
                            "billing",
                            Sentiment.NEUTRAL,
                            95L,
                            clear(CUSTOMER, "asked why there were two invoices"),
                            "service")),
            entry(
                    "feedback.received",
                    new FeedbackReceived(
                            at("2026-03-06T19:45:00Z"),
                            "review-site",
                            "delivery",
                            Sentiment.POSITIVE,
                            5,
                            clear(CUSTOMER, "Came a day early!"))),
            entry(
                    "care.planned",
                    new CarePlanned(
                            at("2026-03-07T09:00:00Z"),
                            "birthday-2026",
                            CareKind.BIRTHDAY,
                            at("2026-12-10T08:00:00Z"),
                            clear(CUSTOMER, "a card, no flowers"))),
            entry(
                    "care.delivered",
                    new CareDelivered(
                            at("2026-12-10T08:12:00Z"),
                            "birthday-2026",
                            "post",
                            true,
                            clear(CUSTOMER, "called to say thank you"),
                            "care")),
            entry(
                    "care.cancelled",
                    new CareCancelled(
                            at("2026-11-01T08:00:00Z"), "festival-2026", clear(CUSTOMER, "doesn't celebrate it"))),
            entry("order.placed", order("EUR", "1.0842")),
            entry(
                    "order.returned",
                    new OrderReturned(
                            at("2026-03-20T16:20:00Z"),
                            "A-1001",
                            "R-1",
                            new Money(new BigDecimal("10.50"), "EUR"),
                            new BigDecimal("1.0842"),
                            List.of(new ReturnedLine(1, new BigDecimal("1"))),
                            clear(CUSTOMER, "had it already"))),
            entry("loyalty.enrolled", new LoyaltyEnrolled(at("2026-03-01T09:30:00Z"), "standard")),
            entry(
                    "points.accrued",
                    new PointsAccrued(
                            at("2026-03-10T11:22:33.000044Z"),
                            "5a3f0c19e7b2",
                            35,
                            at("2026-03-24T11:22:33.000044Z"),
                            at("2027-04-01T00:00:00Z"),
                            PointsCause.ORDER,
                            "A-1001",
                            "ref-7",
                            2,
                            clear(CUSTOMER, "double points for her birthday"))),
            entry(
                    "points.redeemed",
                    new PointsRedeemed(
                            at("2026-04-10T10:00:00Z"),
                            "V-1",
                            30,
                            List.of(new LotShare("5a3f0c19e7b2", 20), new LotShare("0b9d64c2f1aa", 10)),
                            clear(CUSTOMER, "a teapot"))),
            entry(
                    "points.reversed",
                    new PointsReversed(
                            at("2026-04-12T16:20:00Z"),
                            "A-1001",
                            "R-1",
                            18,
                            List.of(new LotShare("5a3f0c19e7b2", 15)))),
            entry(
                    "points.settled",
                    new PointsSettled(at("2026-05-01T12:00:00Z"), 3, List.of(new LotShare("77c01be5a902", 3)))),
            entry(
                    "points.deducted",
                    new PointsDeducted(
                            at("2026-05-02T12:00:00Z"),
                            5,
                            List.of(new LotShare("77c01be5a902", 5)),
                            clear(CUSTOMER, "credited to the wrong person"))),
            entry(
                    "points.expired",
                    new PointsExpired(at("2027-04-01T02:00:00Z"), List.of(new LotShare("77c01be5a902", 12)))),
            entry(
                    "tier.reviewed",
                    new TierReviewed(
                            at("2026-06-01T09:00:00Z"), "silver", 1, clear(CUSTOMER, "after the broken delivery"))),
            entry(
                    "referral.recorded",
                    new ReferralRecorded(
                            at("2026-06-02T09:00:00Z"), "ref-7", DUPLICATE, clear(CUSTOMER, "her sister"))),
            entry("referral.converted", new ReferralConverted(at("2026-06-20T09:00:00Z"), "ref-7", DUPLICATE)),
            entry(
                    "risk.raised",
                    new RiskRaised(
                            at("2026-07-01T09:00:00Z"),
                            "f-1",
                            RiskCause.COMPETITOR,
                            3,
                            4,
                            new Money(new BigDecimal("1200.00"), "EUR"),
                            clear(CUSTOMER, "has an offer of another shop"))),
            entry(
                    "risk.assessed",
                    new RiskAssessed(
                            at("2026-07-02T09:00:00Z"),
                            "f-1",
                            4,
                            4,
                            new Money(new BigDecimal("1500"), "EUR"),
                            clear(CUSTOMER, "the offer is a good one"))),
            entry(
                    "risk.response-chosen",
                    new RiskResponseChosen(
                            at("2026-07-02T10:00:00Z"),
                            "commitment:call-back",
                            RiskResponse.MITIGATE,
                            clear(CUSTOMER, "call her today"))),
            entry(
                    "risk.measure-recorded",
                    new PreventiveMeasureRecorded(
                            at("2026-07-03T09:00:00Z"),
                            "f-1",
                            "m-1",
                            MeasureKind.PROCESS,
                            at("2026-10-01T00:00:00Z"),
                            clear(CUSTOMER, "compare prices every quarter"))),
            entry(
                    "risk.recovery-recorded",
                    new RecoveryStepRecorded(
                            at("2026-07-05T09:00:00Z"),
                            "churn",
                            RecoveryOutcome.IMPROVED,
                            clear(CUSTOMER, "visited her with a better offer"))),
            entry("risk.cleared", new RiskCleared(at("2026-07-20T09:00:00Z"), "f-1", clear(CUSTOMER, "she stays"))),
            entry(
                    "need.identified",
                    new NeedIdentified(
                            at("2026-03-11T09:00:00Z"),
                            "gift-advice",
                            NeedKind.LATENT,
                            NeedSource.OBSERVATION,
                            clear(CUSTOMER, "wants somebody to choose with her"))),
            entry("need.confirmed", new NeedConfirmed(at("2026-03-11T09:20:00Z"), "gift-advice")),
            entry(
                    "need.met",
                    new NeedMet(at("2026-03-18T15:00:00Z"), "gift-advice", clear(CUSTOMER, "an hour in the shop"))),
            entry(
                    "commitment.made",
                    new CommitmentMade(
                            at("2026-03-11T09:25:00Z"),
                            "catalogue",
                            clear(CUSTOMER, "send the new catalogue"),
                            at("2026-03-14T17:00:00Z"),
                            "m.shelley")),
            entry(
                    "commitment.kept",
                    new CommitmentKept(
                            at("2026-03-13T10:00:00Z"), "catalogue", clear(CUSTOMER, "with the signed page"))),
            entry(
                    "commitment.broken",
                    new CommitmentBroken(
                            at("2026-03-21T10:00:00Z"), "call-on-friday", clear(CUSTOMER, "nobody was in"))),
            entry(
                    "case.opened",
                    new CaseOpened(
                            at("2026-03-12T10:00:00Z"),
                            "S-77",
                            CaseKind.PRODUCT_DEFECT,
                            "quality",
                            CaseSeverity.NORMAL,
                            "email",
                            "A-1001",
                            PRODUCT,
                            clear(CUSTOMER, "twenty pages are missing"))),
            entry("case.assigned", new CaseAssigned(at("2026-03-12T10:05:00Z"), "S-77", "m.shelley", "service")),
            entry(
                    "case.responded",
                    new CaseResponded(
                            at("2026-03-12T10:40:00Z"), "S-77", "email", clear(CUSTOMER, "Which pages are they?"))),
            entry(
                    "case.paused",
                    new CasePaused(at("2026-03-12T10:41:00Z"), "S-77", clear(CUSTOMER, "waits for a photo"))),
            entry("case.resumed", new CaseResumed(at("2026-03-13T08:00:00Z"), "S-77")),
            entry(
                    "case.escalated",
                    new CaseEscalated(
                            at("2026-03-13T08:30:00Z"),
                            "S-77",
                            CaseSeverity.HIGH,
                            clear(CUSTOMER, "the whole print run may be bad"))),
            entry(
                    "case.resolved",
                    new CaseResolved(at("2026-03-13T16:00:00Z"), "S-77", clear(CUSTOMER, "sent another copy"))),
            entry(
                    "case.reopened",
                    new CaseReopened(at("2026-03-16T09:00:00Z"), "S-77", clear(CUSTOMER, "the same pages again"))),
            entry("case.closed", new CaseClosed(at("2026-03-20T09:00:00Z"), "S-77")),
            entry(
                    "case.root-cause-recorded",
                    new RootCauseRecorded(
                            at("2026-03-20T09:10:00Z"),
                            "S-77",
                            "production",
                            clear(CUSTOMER, "her copy was bound on the old machine"))),
            entry("case.article-linked", new ArticleLinked(at("2026-03-20T09:11:00Z"), "S-77", ARTICLE)),
            entry(
                    "survey.responded",
                    new SurveyResponded(
                            at("2026-04-05T20:00:00Z"),
                            SURVEY,
                            "2026-spring",
                            new TreeMap<>(Map.of("problem_solved", 4, "response_speed", 3)),
                            4,
                            9,
                            6,
                            clear(CUSTOMER, "took two attempts"))),
            entry(
                    "customer.consent-granted",
                    new ConsentGranted(
                            at("2026-03-01T09:00:00Z"),
                            "marketing",
                            "email",
                            clear(CUSTOMER, "box ticked in the shop"))),
            entry(
                    "customer.consent-withdrawn",
                    new ConsentWithdrawn(
                            at("2026-04-01T09:00:00Z"), "marketing", "email", clear(CUSTOMER, "said so on the phone"))),
            entry(
                    "customer.legal-hold-placed",
                    new LegalHoldPlaced(
                            at("2026-04-02T09:00:00Z"), "5f0c9a3b7e21", clear(CUSTOMER, "lawsuit 4 O 12/26"))),
            entry(
                    "customer.legal-hold-lifted",
                    new LegalHoldLifted(at("2026-05-02T09:00:00Z"), "5f0c9a3b7e21", clear(CUSTOMER, "settled"))),
            entry(
                    "customer.personal-data-erased",
                    new PersonalDataErased(
                            at("2026-06-01T09:00:00Z"), ErasureGround.REQUEST, List.of(CUSTOMER, DUPLICATE))),
            entry(
                    "product.registered",
                    new ProductRegistered(
                            at("2026-01-02T00:00:00Z"), "BOOK-17", "Sketch of the Analytical Engine", "books")),
            entry(
                    "product.priced",
                    new ProductPriced(
                            at("2026-01-02T00:00:00Z"),
                            "retail",
                            new Money(new BigDecimal("10.50"), "EUR"),
                            at("2026-02-01T00:00:00Z"))),
            entry("product.discontinued", new ProductDiscontinued(at("2027-01-02T00:00:00Z"))),
            entry(
                    "survey.published",
                    new SurveyPublished(
                            at("2026-04-01T08:00:00Z"),
                            "After the service",
                            "2026-spring",
                            List.of("problem_solved", "response_speed"),
                            true,
                            true,
                            true)),
            entry("survey.wave-begun", new SurveyWaveBegun(at("2026-10-01T08:00:00Z"), "2026-autumn")),
            entry(
                    "improvement.opened",
                    new ImprovementOpened(
                            at("2026-04-06T09:00:00Z"),
                            CUSTOMER,
                            SURVEY,
                            "response_speed",
                            "m.shelley",
                            clear(CUSTOMER, "answer her within the hour"),
                            at("2026-06-30T22:00:00Z"),
                            "csat_response_speed",
                            "2026-Q1",
                            KpiDimension.DEPARTMENT,
                            "service")),
            entry(
                    "improvement.closed",
                    new ImprovementClosed(
                            at("2026-06-20T09:00:00Z"),
                            ImprovementOutcome.ACHIEVED,
                            clear(CUSTOMER, "she noticed it"))),
            entry(
                    "article.published",
                    new ArticlePublished(
                            at("2026-03-01T08:00:00Z"),
                            "Missing pages",
                            "Ask for a photo of the spine, then send another copy.",
                            "en")),
            entry(
                    "article.revised",
                    new ArticleRevised(
                            at("2026-03-21T08:00:00Z"), "Missing or doubled pages", "Send another copy at once.")),
            entry("article.withdrawn", new ArticleWithdrawn(at("2027-03-01T08:00:00Z"))),
            entry("reference.claimed", new ReferenceClaimed(at("2026-03-01T09:00:00Z"), CUSTOMER)),
            entry("reference.confirmed", new ReferenceConfirmed(at("2026-03-01T09:00:00.000001Z"), CUSTOMER)),
            entry("reference.released", new ReferenceReleased(at("2026-03-01T09:10:00Z"), CUSTOMER)),
            entry(
                    "value-model.fitted",
                    new ValueModelFitted(
                            at("2026-03-31T02:00:00Z"),
                            "bg-nbd",
                            at("1997-10-01T00:00:00Z"),
                            at("2026-03-31T01:59:59.999999Z"),
                            new TreeMap<>(Map.of("r", 0.24259, "alpha", 4.4136, "a", 0.79292, "b", 2.42591)),
                            -9582.4292,
                            2357,
                            946,
                            9276)),
            entry(
                    "department.registered",
                    new DepartmentRegistered(at("2026-01-02T00:00:00Z"), "sales-north", "Sales North", "sales")),
            entry(
                    "staff.registered",
                    new StaffRegistered(
                            at("2026-01-02T00:00:00Z"),
                            "m.shelley",
                            clear(STAFF, "Mary Shelley"),
                            "account manager",
                            "sales-north",
                            clear(STAFF, "mary@example.com"))),
            entry(
                    "staff.trained",
                    new TrainingRecorded(at("2026-02-03T08:00:00Z"), "Complaint handling", new BigDecimal("7.5"))),
            entry("staff.left", new StaffLeft(at("2026-12-31T17:00:00Z"), clear(STAFF, "retires"))),
            entry("staff.personal-data-erased", new StaffErased(at("2027-12-31T17:00:00Z"), ErasureGround.REQUEST)),
            entry(
                    "policy.published",
                    new PolicyPublished(
                            at("2026-03-31T09:00:00Z"),
                            PolicyKind.POINTS,
                            2,
                            at("2026-05-01T00:00:00Z"),
                            "{\"per_currency_unit\":2}",
                            "6c2b1d74f6f5f2a9d9d7b2c8a1e0c3b45a6d7e8f90123456789abcdef0123456")),
            entry(
                    "scorecard.targets-set",
                    new TargetsSet(
                            at("2025-12-15T09:00:00Z"),
                            "2026-Q1",
                            KpiDimension.DEPARTMENT,
                            "service",
                            List.of(
                                    new KpiGoal("sla_attainment", new BigDecimal("0.95"), new BigDecimal("0.6")),
                                    new KpiGoal("first_response", new BigDecimal("2"), new BigDecimal("0.4"))),
                            List.of(
                                    new GroupWeight("satisfaction", new BigDecimal("0.4")),
                                    new GroupWeight("internal", new BigDecimal("0.6"))),
                            "pairwise comparison, consistency ratio 0.03")),
            entry(
                    "scorecard.review-recorded",
                    new ReviewRecorded(
                            at("2026-04-03T09:00:00Z"),
                            "2026-Q1",
                            KpiDimension.OWNER,
                            "m.shelley",
                            "csat",
                            "satisfaction",
                            "h.lovelace",
                            clear(STAFF, "kept her customers through the strike"))),
            entry(
                    "scorecard.evaluated",
                    new PeriodEvaluated(
                            at("2026-04-02T09:00:00Z"),
                            "2026-Q1",
                            KpiDimension.DEPARTMENT,
                            "service",
                            at("2026-04-01T00:00:00Z"),
                            at("2026-04-02T08:59:59.999999Z"),
                            18_231,
                            1,
                            List.of(new KpiFigure(
                                    "csat", new BigDecimal("126"), new BigDecimal("40"), 3.15, 4.2, 0.75, 0.35, 75.0)),
                            List.of(new GroupScore("satisfaction", 0.25, 75.0)),
                            75.0,
                            "B")),
            entry(
                    "access.recorded",
                    new AccessesRecorded(
                            at("2026-03-10T11:22:34Z"),
                            List.of(new Access(
                                    at("2026-03-10T11:22:33.000044Z"),
                                    AccessOutcome.FORBIDDEN,
                                    "web-shop",
                                    "3f0c5a1b2c3d",
                                    "GET /api/v1/customers/{customer}/history",
                                    CUSTOMER,
                                    "limit=10",
                                    "missing-role",
                                    2)),
                            3L)),
            entry(
                    "access.key-made",
                    new KeyMade(
                            at("2026-03-01T09:00:00Z"),
                            "3f0c5a1b2c3d",
                            "web-shop",
                            List.of("service"),
                            "h.lovelace",
                            "service",
                            at("2027-03-01T09:00:00Z"))),
            entry("access.key-revoked", new KeyRevoked(at("2026-04-01T09:00:00Z"), "3f0c5a1b2c3d")));

    /** What old revisions mean today; order.placed 1 had no conversion rate. */
    private static final Map<String, DomainEvent> OF_OLD = Map.ofEntries(entry("order.placed.r1", order("USD", "1")));

    private Examples() {}

    /** The record that the golden file of a revision must be read as. */
    static DomainEvent of(EventType type, int revision) {
        DomainEvent example =
                revision == type.revision() ? OF_TODAY.get(type.name()) : OF_OLD.get(type.name() + ".r" + revision);
        if (example == null) {
            throw new AssertionError("Examples must say what revision " + revision + " of " + type.name() + " means");
        }
        return (DomainEvent) sealed(type.name(), (Record) example);
    }

    /** As it stands in the log of {@link #STREAM}. */
    private static <R extends Record> R sealed(String type, R example) {
        return Components.map(
                example,
                (field, personal) -> FixedSubjectKeys.sealed(
                        personal.subject(), new Place(STREAM, type, field), personal.clearText()));
    }

    private static OrderPlaced order(String currency, String conversionRate) {
        return new OrderPlaced(
                at("2026-03-10T11:22:33.000044Z"),
                "A-1001",
                new Money(new BigDecimal("33.00"), currency),
                new BigDecimal(conversionRate),
                List.of(
                        new OrderLine(
                                "BOOK-17",
                                clear(CUSTOMER, "paperback"),
                                "books",
                                new BigDecimal("2"),
                                new BigDecimal("10.50")),
                        new OrderLine(
                                "SERV-1",
                                clear(CUSTOMER, "gift wrapping"),
                                "services",
                                new BigDecimal("1.5"),
                                new BigDecimal("8"))),
                "web");
    }

    private static Instant at(String instant) {
        return Instant.parse(instant);
    }
}
