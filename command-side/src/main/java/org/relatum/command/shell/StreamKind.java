package org.relatum.command.shell;

import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.AbstractAggregateFactory;
import org.axonframework.eventsourcing.AggregateFactory;
import org.axonframework.messaging.annotation.ParameterResolverFactory;
import org.axonframework.modelling.command.AggregateAnnotationCommandHandler;
import org.axonframework.modelling.command.Repository;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;
import org.axonframework.modelling.command.inspection.AggregateModel;
import org.axonframework.modelling.command.inspection.AnnotatedAggregateMetaModelFactory;

/**
 * One kind of stream, as Axon has to know it.
 *
 * @param blank makes the aggregate of a stream without events
 */
record StreamKind<T>(Class<T> aggregate, AggregateModel<T> model, Function<UUID, T> blank) {

    static <T> StreamKind<T> of(Class<T> aggregate, Function<UUID, T> blank, ParameterResolverFactory parameters) {
        return new StreamKind<>(
                aggregate, AnnotatedAggregateMetaModelFactory.inspectAggregate(aggregate, parameters), blank);
    }

    /** Makes the aggregate that a stream's events, or its snapshot, are loaded into. */
    AggregateFactory<T> factory() {
        return new AbstractAggregateFactory<>(model) {
            @Override
            @SuppressWarnings("rawtypes")
            protected T doCreateAggregate(String id, DomainEventMessage firstEvent) {
                return blank.apply(UUID.fromString(id));
            }
        };
    }

    /** Loads the aggregate that an envelope is for, or makes a blank one, and hands it the envelope. */
    AggregateAnnotationCommandHandler<T> handler(Repository<T> repository) {
        return AggregateAnnotationCommandHandler.<T>builder()
                .aggregateModel(model)
                .repository(repository)
                .commandTargetResolver(command ->
                        new VersionedAggregateIdentifier(((Envelope<?>) command.getPayload()).stream(), null))
                .creationPolicyAggregateFactory(id -> blank.apply((UUID) Objects.requireNonNull(id)))
                .build();
    }
}
