package org.relatum.command.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.command.shell.Commands.order;
import static org.relatum.command.shell.Commands.register;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.ResultMessage;
import org.axonframework.messaging.annotation.ClasspathParameterResolverFactory;
import org.axonframework.messaging.annotation.MultiParameterResolverFactory;
import org.axonframework.messaging.annotation.SimpleResourceParameterResolverFactory;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.FixtureConfiguration;
import org.hamcrest.CustomMatcher;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.relatum.command.customer.Named;
import org.relatum.command.language.CustomerCommand;
import org.relatum.command.language.LifecycleCommand.CloseCustomer;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.shell.Outcome.Accepted;
import org.relatum.command.store.Recording;
import org.relatum.events.DomainEvent;
import org.relatum.events.LifecycleEvent.CustomerClosed;
import org.relatum.events.LifecycleEvent.CustomerRegistered;
import org.relatum.events.Metadata;
import org.relatum.events.PartyKind;
import org.relatum.events.PartyRole;
import org.relatum.events.Profile;
import org.relatum.events.policy.PolicyReader;

/** How a customer's aggregate is wired into Axon; what it decides is tested with the deciders. */
class CustomerAggregateTest {
    private static final UUID CUSTOMER = new UUID(7, 7);
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00.000001Z");
    private static final CustomerRegistered REGISTERED =
            new CustomerRegistered(NOW, PartyKind.PERSON, PartyRole.CUSTOMER, Profile.EMPTY, null, null);

    private final Workbench workbench = new Workbench(
            new StoreClock(() -> NOW.plusNanos(789)),
            TestShell.VOCABULARY,
            reference -> CUSTOMER,
            survivor -> List.of(),
            new KnownPolicies(
                    EmbeddedEventStore.builder()
                            .storageEngine(new InMemoryEventStorageEngine())
                            .build(),
                    new PolicyReader(ZoneOffset.UTC)));
    private final FixtureConfiguration<CustomerAggregate> fixture = new AggregateTestFixture<>(CustomerAggregate.class);

    @BeforeEach
    void wire() {
        StreamKind<CustomerAggregate> kind = StreamKind.of(
                CustomerAggregate.class,
                CustomerAggregate::new,
                MultiParameterResolverFactory.ordered(
                        ClasspathParameterResolverFactory.forClass(getClass()),
                        new SimpleResourceParameterResolverFactory(List.of(workbench))));
        fixture.registerInjectableResource(workbench)
                .registerAggregateFactory(kind.factory())
                .registerCommandHandler(
                        CustomerAggregate.TYPE,
                        message -> kind.handler(fixture.getRepository()).handle(message));
    }

    @Test
    void a_customer_comes_into_being_with_its_registration() {
        fixture.givenNoPriorActivity()
                .when(command(register(), null))
                .expectEvents(REGISTERED)
                .expectResultMessagePayload(new Accepted(CUSTOMER, 1, false))
                .expectState(
                        customer -> assertThat(customer.snapshot().recordedAt()).isEqualTo(NOW));
    }

    @Test
    void events_of_one_stream_are_recorded_at_growing_microseconds() {
        fixture.given(recorded(REGISTERED, null, NOW.plusSeconds(60)))
                .when(command(new CloseCustomer(null, null), null))
                .expectEvents(new CustomerClosed(NOW.plusSeconds(60).plusNanos(1000), null))
                .expectState(customer -> assertThat(customer.snapshot().recordedAt())
                        .isEqualTo(NOW.plusSeconds(60).plusNanos(1000)));
    }

    @Test
    void a_refusal_is_an_answer_without_events() {
        fixture.given(recorded(REGISTERED, null, NOW), recorded(new CustomerClosed(NOW, null), null, NOW))
                .when(command(order("A-1"), null))
                .expectNoEvents()
                .expectSuccessfulHandlerExecution()
                .expectResultMessageMatching(new CustomMatcher<>("customer-closed") {
                    @Override
                    public boolean matches(Object message) {
                        return message instanceof ResultMessage<?> result
                                && result.getPayload() instanceof Outcome.Refused refused
                                && refused.refusal().code() == RefusalCode.CUSTOMER_CLOSED;
                    }
                });
    }

    @Test
    void keys_are_read_from_the_metadata_of_the_events() {
        String digest = new UUID(1, 1).toString();
        fixture.given(recorded(REGISTERED, null, NOW), recorded(new CustomerClosed(NOW, null), digest, NOW))
                .when(command(new CloseCustomer(null, null), digest))
                .expectNoEvents()
                .expectResultMessagePayload(new Accepted(CUSTOMER, 2, true));
    }

    private static GenericCommandMessage<?> command(CustomerCommand command, String digest) {
        return new GenericCommandMessage<>(
                new GenericMessage<>(new Envelope<>(CUSTOMER, command, metadata(digest), null, false, Named.NOTHING)),
                CustomerAggregate.TYPE);
    }

    private static GenericEventMessage<?> recorded(DomainEvent event, String digest, Instant at) {
        return new GenericEventMessage<>(event, Recording.of(metadata(digest), at));
    }

    private static Metadata metadata(String digest) {
        return new Metadata("test", null, null, null, null, digest == null ? null : "key", digest);
    }
}
