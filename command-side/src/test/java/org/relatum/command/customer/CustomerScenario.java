package org.relatum.command.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relatum.command.customer.Circumstances.Duplicate;
import org.relatum.command.language.CustomerCommand;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.Purposes;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.RefusedException;
import org.relatum.command.language.Vocabulary;
import org.relatum.command.organisation.Department;
import org.relatum.command.organisation.Directory;
import org.relatum.command.organisation.Member;
import org.relatum.command.product.Product;
import org.relatum.command.satisfaction.Survey;
import org.relatum.command.service.Article;
import org.relatum.events.CustomerEvent;
import org.relatum.events.LifecycleEvent.CustomerRegistered;
import org.relatum.events.PartyKind;
import org.relatum.events.PartyRole;
import org.relatum.events.Personal;
import org.relatum.events.Profile;
import org.relatum.events.policy.Policies;
import org.relatum.events.policy.PolicyTimeline;

/** Given what happened, when this is asked, then that is recorded or refused: the rules of a customer, in memory. */
public final class CustomerScenario {
    public static final UUID CUSTOMER = new UUID(0, 1);
    public static final Instant NOW = Instant.parse("2026-05-01T12:00:00.000001Z");
    public static final CustomerRegistered REGISTERED = new CustomerRegistered(
            NOW.minusSeconds(1000), PartyKind.PERSON, PartyRole.CUSTOMER, Profile.EMPTY, null, null);

    private final List<CustomerEvent> history;
    private final Named named;
    private final List<Customer> predecessors;
    private final @Nullable Duplicate duplicate;
    private PolicyTimeline policies = PolicyTimeline.of(Policies.DEFAULT);

    private CustomerScenario(
            List<CustomerEvent> history, Named named, List<Customer> predecessors, @Nullable Duplicate duplicate) {
        this.history = history;
        this.named = named;
        this.predecessors = predecessors;
        this.duplicate = duplicate;
    }

    /** Nothing happened yet. */
    public static CustomerScenario givenNothing() {
        return new CustomerScenario(List.of(), Named.NOTHING, List.of(), null);
    }

    /** A registered customer, of whom this happened. */
    public static CustomerScenario given(CustomerEvent... events) {
        List<CustomerEvent> history = new ArrayList<>(List.of(REGISTERED));
        history.addAll(List.of(events));
        return new CustomerScenario(history, Named.NOTHING, List.of(), null);
    }

    public CustomerScenario andProduct(String sku, Product product) {
        return new CustomerScenario(history, named.with(Map.of(sku, product)), predecessors, duplicate);
    }

    /** The survey that a command names. */
    public CustomerScenario andSurvey(Survey survey) {
        return new CustomerScenario(history, named.with(survey), predecessors, duplicate);
    }

    /** The article that a command names. */
    public CustomerScenario andArticle(Article article) {
        return new CustomerScenario(history, named.with(article), predecessors, duplicate);
    }

    /** A customer of whom this happened was merged into this one. */
    public CustomerScenario andPredecessor(CustomerEvent... events) {
        return new CustomerScenario(history, named, List.of(fold(List.of(events))), duplicate);
    }

    /** The people and departments that are known, instead of whomever a command names. */
    public CustomerScenario andDirectory(Directory directory) {
        return new CustomerScenario(history, named.with(directory), predecessors, duplicate);
    }

    private static Directory everybodyNamedBy(CustomerCommand command) {
        Directory.Names names = Directory.Names.of(command);
        return new Directory(
                names.staff().stream()
                        .collect(Collectors.toMap(name -> name, name -> new Member(Instant.EPOCH, null, false))),
                names.departments().stream().collect(Collectors.toMap(name -> name, name -> new Department(true))));
    }

    /** The company's policies, instead of those that the product ships with. */
    public CustomerScenario under(PolicyTimeline timeline) {
        policies = timeline;
        return this;
    }

    /** A command names a customer that stands here. */
    public CustomerScenario andCustomer(Standing standing) {
        return new CustomerScenario(history, named.with(standing), predecessors, duplicate);
    }

    /** The other customer of a merge. */
    public CustomerScenario andDuplicate(UUID id, CustomerEvent... events) {
        return new CustomerScenario(
                history, named, predecessors, new Duplicate(id, fold(List.of(events)), events.length));
    }

    public Answer when(CustomerCommand command) {
        Customer state = fold(history);
        Circumstances circumstances = new Circumstances(
                CUSTOMER,
                NOW,
                history.size(),
                new Vocabulary(
                        Set.of("phone", "email"),
                        Set.of("order", "complaint"),
                        Set.of("quality", "delivery"),
                        Set.of("production", "transport"),
                        "USD",
                        new Purposes(Set.of("service", "care", "marketing"), Set.of("service"), Set.of("marketing"))),
                reference -> claim(reference.system(), reference.value()),
                named.directory() == Directory.EMPTY ? named.with(everybodyNamedBy(command)) : named,
                policies,
                ZoneOffset.UTC,
                predecessors,
                duplicate);
        return new Answer(state, command, circumstances);
    }

    /** The claim on an external reference, in these scenarios. */
    public static UUID claim(String system, String value) {
        return DerivedId.of("claim", system, value);
    }

    /** A text of the customer's. */
    public static Personal personal(String text) {
        return Personal.clear(CUSTOMER, text);
    }

    public static Customer fold(List<? extends CustomerEvent> events) {
        Customer state = Customer.UNKNOWN;
        for (CustomerEvent event : events) {
            state = state.evolve(event);
        }
        return state;
    }

    /** What the decider says. */
    public record Answer(Customer state, CustomerCommand command, Circumstances circumstances) {

        public void then(CustomerEvent... events) {
            assertThat(decide()).containsExactly(events);
        }

        public List<CustomerEvent> decide() {
            return CustomerDecider.decide(state, command, circumstances);
        }

        public Refusal thenRefused(RefusalCode code) {
            RefusedException refused = catchThrowableOfType(RefusedException.class, this::decide);
            assertThat(refused).as("a refusal").isNotNull();
            assertThat(refused.refusal().code()).isEqualTo(code);
            return refused.refusal();
        }

        public void thenInvalid(String field, String errorCode) {
            Refusal refusal = thenRefused(RefusalCode.INVALID_REQUEST);
            assertThat(refusal.errors()).singleElement().satisfies(error -> {
                assertThat(error.field()).isEqualTo(field);
                assertThat(error.code()).isEqualTo(errorCode);
            });
        }
    }
}
