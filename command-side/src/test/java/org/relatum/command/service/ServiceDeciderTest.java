package org.relatum.command.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.relatum.command.customer.CustomerScenario.CUSTOMER;
import static org.relatum.command.customer.CustomerScenario.NOW;
import static org.relatum.command.customer.CustomerScenario.REGISTERED;
import static org.relatum.command.customer.CustomerScenario.given;
import static org.relatum.command.customer.CustomerScenario.personal;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.relatum.command.customer.CustomerScenario;
import org.relatum.command.language.Bound;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.ServiceCommand;
import org.relatum.command.language.ServiceCommand.AssignCase;
import org.relatum.command.language.ServiceCommand.CloseCase;
import org.relatum.command.language.ServiceCommand.EscalateCase;
import org.relatum.command.language.ServiceCommand.LinkArticle;
import org.relatum.command.language.ServiceCommand.OpenCase;
import org.relatum.command.language.ServiceCommand.PauseCase;
import org.relatum.command.language.ServiceCommand.RecordRootCause;
import org.relatum.command.language.ServiceCommand.ReopenCase;
import org.relatum.command.language.ServiceCommand.ResolveCase;
import org.relatum.command.language.ServiceCommand.RespondToCase;
import org.relatum.command.language.ServiceCommand.ResumeCase;
import org.relatum.command.product.Product;
import org.relatum.command.service.Cases.Status;
import org.relatum.events.ArticleEvent.ArticlePublished;
import org.relatum.events.ArticleEvent.ArticleWithdrawn;
import org.relatum.events.CaseKind;
import org.relatum.events.CaseSeverity;
import org.relatum.events.CustomerEvent;
import org.relatum.events.LifecycleEvent.AbsorptionUndone;
import org.relatum.events.LifecycleEvent.CustomerAbsorbed;
import org.relatum.events.LifecycleEvent.CustomerClosed;
import org.relatum.events.Money;
import org.relatum.events.ProductEvent.ProductRegistered;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.ServiceEvent;
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

class ServiceDeciderTest {
    private static final Instant AT = NOW.minusSeconds(100);
    private static final Instant BEFORE = AT.minusNanos(1000);
    private static final UUID ARTICLE = new UUID(0, 9);
    private static final Article PUBLISHED = Article.UNKNOWN.evolve(new ArticlePublished(AT, "t", "b", "en"));
    private static final CaseOpened OPENED = opened("S-1", AT);
    private static final CasePaused PAUSED = new CasePaused(AT, "S-1", null);
    private static final CaseResolved RESOLVED = new CaseResolved(AT, "S-1", null);
    private static final CaseClosed CLOSED = new CaseClosed(AT, "S-1");
    private static final CustomerAbsorbed ABSORBED = new CustomerAbsorbed(NOW, new UUID(0, 2), 2, null);

    private static final Map<Status, List<CustomerEvent>> WAYS = new EnumMap<>(Map.of(
            Status.OPEN, List.of(OPENED),
            Status.WAITING, List.of(OPENED, PAUSED),
            Status.RESOLVED, List.of(OPENED, RESOLVED),
            Status.CLOSED, List.of(OPENED, RESOLVED, CLOSED)));

    private static CaseOpened opened(String id, Instant at) {
        return new CaseOpened(at, id, CaseKind.COMPLAINT, "quality", CaseSeverity.NORMAL, null, null, null, null);
    }

    private static OpenCase open(@Nullable Instant at, @Nullable String id) {
        return new OpenCase(at, id, CaseKind.COMPLAINT, "quality", CaseSeverity.NORMAL, null, null, null, null);
    }

    private static CustomerScenario givenAll(List<CustomerEvent> events) {
        return given(events.toArray(CustomerEvent[]::new)).andArticle(PUBLISHED);
    }

    @Test
    void a_case_is_opened_under_a_name_of_its_own_and_its_description_is_personal() {
        given().when(open(AT, "S-1")).then(OPENED);
        given().when(new OpenCase(
                        null,
                        null,
                        CaseKind.ENQUIRY,
                        "delivery",
                        CaseSeverity.CRITICAL,
                        "phone",
                        null,
                        null,
                        "where is it?"))
                .then(new CaseOpened(
                        NOW,
                        DerivedId.within(CUSTOMER, "case", 1),
                        CaseKind.ENQUIRY,
                        "delivery",
                        CaseSeverity.CRITICAL,
                        "phone",
                        null,
                        null,
                        personal("where is it?")));
        WAYS.values()
                .forEach(way -> givenAll(way).when(open(null, "S-1")).thenRefused(RefusalCode.CASE_ALREADY_OPENED));
    }

    @Test
    void category_channel_and_root_cause_come_from_the_configured_lists() {
        assertThat(given().when(new OpenCase(
                                null, null, CaseKind.ENQUIRY, "weather", CaseSeverity.LOW, null, null, null, null))
                        .thenRefused(RefusalCode.UNKNOWN_CATEGORY)
                        .facts())
                .containsEntry("allowed", Set.of("quality", "delivery"));
        given().when(new OpenCase(null, null, CaseKind.ENQUIRY, "quality", CaseSeverity.LOW, "fax", null, null, null))
                .thenRefused(RefusalCode.UNKNOWN_CHANNEL);
        given(OPENED).when(new RespondToCase(null, "S-1", "fax", null)).thenRefused(RefusalCode.UNKNOWN_CHANNEL);
        given(OPENED).when(new RecordRootCause(null, "S-1", "moon", null)).thenRefused(RefusalCode.UNKNOWN_ROOT_CAUSE);
    }

    @Test
    void a_case_about_an_order_names_one_of_the_customers_and_does_not_lie_before_it() {
        OrderPlaced order =
                new OrderPlaced(AT, "A-1", new Money(BigDecimal.ONE, "USD"), BigDecimal.ONE, List.of(), null);
        OpenCase about =
                new OpenCase(null, "S-1", CaseKind.ENQUIRY, "quality", CaseSeverity.LOW, null, "A-1", null, null);
        CaseOpened opened =
                new CaseOpened(NOW, "S-1", CaseKind.ENQUIRY, "quality", CaseSeverity.LOW, null, "A-1", null, null);
        given(order).when(about).then(opened);
        given(ABSORBED).andPredecessor(REGISTERED, order).when(about).then(opened);
        given().when(about).thenRefused(RefusalCode.ORDER_NOT_FOUND);
        given(order)
                .when(new OpenCase(
                        BEFORE, "S-1", CaseKind.ENQUIRY, "quality", CaseSeverity.LOW, null, "A-1", null, null))
                .thenRefused(RefusalCode.OUT_OF_ORDER);
    }

    @Test
    void a_case_about_a_product_names_one_of_the_catalogue() {
        OpenCase about = new OpenCase(
                null, "S-1", CaseKind.PRODUCT_DEFECT, "quality", CaseSeverity.LOW, null, null, "TEA", null);
        Product tea = Product.UNKNOWN.evolve(new ProductRegistered(AT, "TEA", "Tea", null));
        given().andProduct("TEA", tea)
                .when(about)
                .then(new CaseOpened(
                        NOW,
                        "S-1",
                        CaseKind.PRODUCT_DEFECT,
                        "quality",
                        CaseSeverity.LOW,
                        null,
                        null,
                        DerivedId.ofProduct("TEA"),
                        null));
        given().when(about).thenRefused(RefusalCode.UNKNOWN_PRODUCT);
    }

    private static ServiceCommand command(Class<? extends ServiceEvent> wanted, Instant at, String id) {
        return switch (wanted.getSimpleName()) {
            case "CaseAssigned" -> new AssignCase(at, id, "m.meier", "service");
            case "CaseResponded" -> new RespondToCase(at, id, "phone", "yes");
            case "CasePaused" -> new PauseCase(at, id, "a photo");
            case "CaseResumed" -> new ResumeCase(at, id);
            case "CaseEscalated" -> new EscalateCase(at, id, CaseSeverity.HIGH, "angry");
            case "CaseResolved" -> new ResolveCase(at, id, "replaced");
            case "CaseReopened" -> new ReopenCase(at, id, "again");
            case "CaseClosed" -> new CloseCase(at, id);
            case "RootCauseRecorded" -> new RecordRootCause(at, id, "production", "machine");
            case "ArticleLinked" -> new LinkArticle(at, id, ARTICLE);
            default -> throw new AssertionError(wanted);
        };
    }

    private static ServiceEvent event(Class<? extends ServiceEvent> wanted, Instant at) {
        return switch (wanted.getSimpleName()) {
            case "CaseAssigned" -> new CaseAssigned(at, "S-1", "m.meier", "service");
            case "CaseResponded" -> new CaseResponded(at, "S-1", "phone", personal("yes"));
            case "CasePaused" -> new CasePaused(at, "S-1", personal("a photo"));
            case "CaseResumed" -> new CaseResumed(at, "S-1");
            case "CaseEscalated" -> new CaseEscalated(at, "S-1", CaseSeverity.HIGH, personal("angry"));
            case "CaseResolved" -> new CaseResolved(at, "S-1", personal("replaced"));
            case "CaseReopened" -> new CaseReopened(at, "S-1", personal("again"));
            case "CaseClosed" -> new CaseClosed(at, "S-1");
            case "RootCauseRecorded" -> new RootCauseRecorded(at, "S-1", "production", personal("machine"));
            case "ArticleLinked" -> new ArticleLinked(at, "S-1", ARTICLE);
            default -> throw new AssertionError(wanted);
        };
    }

    private static Stream<Arguments> moves() {
        Set<Status> unresolved = Set.of(Status.OPEN, Status.WAITING);
        Set<Status> anywhere = Set.of(Status.values());
        return Stream.of(
                arguments(CaseAssigned.class, unresolved),
                arguments(CaseResponded.class, unresolved),
                arguments(CasePaused.class, Set.of(Status.OPEN)),
                arguments(CaseResumed.class, Set.of(Status.WAITING)),
                arguments(CaseEscalated.class, unresolved),
                arguments(CaseResolved.class, unresolved),
                arguments(CaseReopened.class, Set.of(Status.RESOLVED, Status.CLOSED)),
                arguments(CaseClosed.class, Set.of(Status.RESOLVED)),
                arguments(RootCauseRecorded.class, anywhere),
                arguments(ArticleLinked.class, anywhere));
    }

    @ParameterizedTest
    @MethodSource("moves")
    void a_case_goes_only_where_it_may(Class<? extends ServiceEvent> wanted, Set<Status> from) {
        WAYS.forEach((status, way) -> {
            CustomerScenario.Answer answer = givenAll(way).when(command(wanted, NOW, "S-1"));
            if (from.contains(status)) {
                answer.then(event(wanted, NOW));
            } else {
                assertThat(answer.thenRefused(RefusalCode.ILLEGAL_CASE_MOVE).facts())
                        .containsEntry("state", status.name());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("moves")
    void nothing_is_done_to_a_case_that_nobody_opened(Class<? extends ServiceEvent> wanted, Set<Status> from) {
        given(OPENED).andArticle(PUBLISHED).when(command(wanted, NOW, "S-2")).thenRefused(RefusalCode.CASE_NOT_FOUND);
    }

    @ParameterizedTest
    @MethodSource("moves")
    void no_fact_of_a_case_lies_before_the_one_recorded_before_it(
            Class<? extends ServiceEvent> wanted, Set<Status> from) {
        for (Status status : from) {
            List<CustomerEvent> way = WAYS.getOrDefault(status, List.of());
            givenAll(way).when(command(wanted, AT, "S-1")).then(event(wanted, AT));
            givenAll(way).when(command(wanted, BEFORE, "S-1")).thenRefused(RefusalCode.OUT_OF_ORDER);
        }
    }

    @ParameterizedTest
    @MethodSource("moves")
    void every_fact_counts_for_the_order_in_time(Class<? extends ServiceEvent> wanted, Set<Status> from) {
        for (Status status : from) {
            List<CustomerEvent> way = new ArrayList<>(WAYS.getOrDefault(status, List.of()));
            way.add(event(wanted, AT.plusSeconds(10)));
            assertThat(givenAll(way)
                            .when(new RecordRootCause(AT.plusSeconds(9), "S-1", "production", null))
                            .thenRefused(RefusalCode.OUT_OF_ORDER)
                            .facts())
                    .containsEntry("predecessorOccurredAt", AT.plusSeconds(10));
        }
    }

    @Test
    void a_reopened_or_resumed_case_is_open() {
        for (CustomerEvent back : List.of(new CaseReopened(AT, "S-1", null), new CaseResumed(AT, "S-1"))) {
            given(OPENED, PAUSED, back).when(new PauseCase(null, "S-1", null)).then(new CasePaused(NOW, "S-1", null));
        }
    }

    @Test
    void an_escalation_raises_the_severity_or_leaves_it() {
        EscalateCase up = new EscalateCase(null, "S-1", CaseSeverity.HIGH, null);
        CaseEscalated raised = new CaseEscalated(AT, "S-1", CaseSeverity.HIGH, null);
        given(OPENED).when(new EscalateCase(null, "S-1", null, null)).then(new CaseEscalated(NOW, "S-1", null, null));
        given(OPENED, raised).when(up).thenRefused(RefusalCode.SEVERITY_NOT_HIGHER);
        given(OPENED, raised, new CaseEscalated(AT, "S-1", null, null))
                .when(up)
                .thenRefused(RefusalCode.SEVERITY_NOT_HIGHER);
        given(OPENED, raised, RESOLVED, new CaseReopened(AT, "S-1", null))
                .when(up)
                .thenRefused(RefusalCode.SEVERITY_NOT_HIGHER);
        assertThat(given(OPENED)
                        .when(new EscalateCase(null, "S-1", CaseSeverity.LOW, null))
                        .thenRefused(RefusalCode.SEVERITY_NOT_HIGHER)
                        .facts())
                .containsEntry("severity", "NORMAL");
    }

    @Test
    void an_article_that_is_linked_was_offered_then() {
        LinkArticle link = new LinkArticle(null, "S-1", ARTICLE);
        given(OPENED).when(link).thenRefused(RefusalCode.ARTICLE_NOT_FOUND);
        given(OPENED)
                .andArticle(PUBLISHED.evolve(new ArticleWithdrawn(NOW)))
                .when(link)
                .thenRefused(RefusalCode.ARTICLE_WITHDRAWN);
        given(OPENED)
                .andArticle(PUBLISHED.evolve(new ArticleWithdrawn(NOW.plusNanos(1000))))
                .when(link)
                .then(new ArticleLinked(NOW, "S-1", ARTICLE));
        given(opened("S-1", BEFORE))
                .andArticle(PUBLISHED)
                .when(new LinkArticle(BEFORE, "S-1", ARTICLE))
                .thenRefused(RefusalCode.OUT_OF_ORDER);
    }

    @Test
    void the_cases_of_a_closed_customer_can_be_ended_and_explained_but_not_taken_up() {
        CustomerClosed closed = new CustomerClosed(NOW, null);
        given(OPENED, closed).when(new ResolveCase(null, "S-1", null)).then(new CaseResolved(NOW, "S-1", null));
        given(OPENED, RESOLVED, closed).when(new CloseCase(null, "S-1")).then(new CaseClosed(NOW, "S-1"));
        given(OPENED, closed)
                .when(new RecordRootCause(null, "S-1", "production", null))
                .then(new RootCauseRecorded(NOW, "S-1", "production", null));
        given(OPENED, closed)
                .andArticle(PUBLISHED)
                .when(new LinkArticle(null, "S-1", ARTICLE))
                .then(new ArticleLinked(NOW, "S-1", ARTICLE));
        for (ServiceCommand command : List.of(
                open(null, null),
                new AssignCase(null, "S-1", "m.meier", null),
                new RespondToCase(null, "S-1", null, null),
                new PauseCase(null, "S-1", null),
                new ResumeCase(null, "S-1"),
                new EscalateCase(null, "S-1", null, null),
                new ReopenCase(null, "S-1", null))) {
            given(OPENED, closed).when(command).thenRefused(RefusalCode.CUSTOMER_CLOSED);
        }
    }

    @Test
    void the_case_of_a_merged_duplicate_goes_on_with_the_survivor() {
        given(ABSORBED)
                .andPredecessor(REGISTERED, OPENED, PAUSED)
                .when(new ResumeCase(null, "S-1"))
                .then(new CaseResumed(NOW, "S-1"));
        given(ABSORBED)
                .andPredecessor(REGISTERED, OPENED)
                .when(open(null, "S-1"))
                .thenRefused(RefusalCode.CASE_ALREADY_OPENED);
        given(ABSORBED, new CaseAssigned(NOW, "S-1", "m.meier", null))
                .andPredecessor(REGISTERED, OPENED, PAUSED)
                .when(new PauseCase(null, "S-1", null))
                .thenRefused(RefusalCode.ILLEGAL_CASE_MOVE);
        given(ABSORBED, new CaseEscalated(NOW, "S-1", CaseSeverity.HIGH, null))
                .andPredecessor(REGISTERED, OPENED)
                .when(new EscalateCase(null, "S-1", CaseSeverity.HIGH, null))
                .thenRefused(RefusalCode.SEVERITY_NOT_HIGHER);
        given(ABSORBED)
                .andPredecessor(REGISTERED, OPENED)
                .when(new PauseCase(BEFORE, "S-1", null))
                .thenRefused(RefusalCode.OUT_OF_ORDER);
    }

    @Test
    void of_moves_at_one_instant_the_survivors_came_last() {
        given(ABSORBED, new CaseResumed(AT, "S-1"))
                .andPredecessor(REGISTERED, OPENED, PAUSED)
                .when(new ResumeCase(null, "S-1"))
                .thenRefused(RefusalCode.ILLEGAL_CASE_MOVE);
    }

    @Test
    void of_moves_in_several_streams_the_latest_counts() {
        given(ABSORBED, new CaseResumed(NOW, "S-1"))
                .andPredecessor(REGISTERED, OPENED, PAUSED)
                .when(new ResumeCase(null, "S-1"))
                .thenRefused(RefusalCode.ILLEGAL_CASE_MOVE);
        // Merged, separated and merged again: meanwhile the other went on with its case by itself.
        given(ABSORBED, PAUSED, new AbsorptionUndone(AT, new UUID(0, 2), null), ABSORBED)
                .andPredecessor(REGISTERED, OPENED, new CaseResumed(NOW, "S-1"))
                .when(new ResumeCase(null, "S-1"))
                .thenRefused(RefusalCode.ILLEGAL_CASE_MOVE);
    }

    @Test
    void after_a_merge_was_undone_the_survivor_knows_nothing_of_the_others_case() {
        given(ABSORBED, new CasePaused(NOW, "S-1", null), new AbsorptionUndone(NOW, new UUID(0, 2), null))
                .when(new ResumeCase(null, "S-1"))
                .thenRefused(RefusalCode.CASE_NOT_FOUND);
        given(ABSORBED, new CaseAssigned(NOW, "S-1", "m.meier", null), new AbsorptionUndone(NOW, new UUID(0, 2), null))
                .when(new ResolveCase(null, "S-1", null))
                .thenRefused(RefusalCode.CASE_NOT_FOUND);
    }

    @Test
    void there_is_room_for_so_many_cases_and_no_more() {
        CustomerEvent[] cases = new CustomerEvent[Bound.PER_CUSTOMER];
        for (int i = 0; i < cases.length; i++) {
            cases[i] = opened("S" + i, AT);
        }
        CustomerScenario full = given(cases);
        full.when(open(null, "one more")).thenRefused(RefusalCode.LIMIT_REACHED);
        full.when(new PauseCase(null, "S17", null)).then(new CasePaused(NOW, "S17", null));
    }
}
