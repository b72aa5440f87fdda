package org.relatum.query.audit;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import javax.crypto.SecretKey;
import org.relatum.events.Personal;
import org.relatum.events.policy.PolicyReader;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.events.privacy.SubjectKeys;
import org.relatum.events.wire.EventCodec;
import org.relatum.projection.core.Facts;
import org.relatum.projection.engine.AsOf;
import org.relatum.projection.engine.EventDecoder;
import org.relatum.projection.engine.PolicyVersions;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.engine.References;
import org.relatum.projection.engine.Standing;
import org.relatum.projection.engine.StoredEvent;
import org.relatum.projection.reference.ReferenceTimeline;
import org.relatum.query.commitment.CommitmentsAnswer;
import org.relatum.query.customer.CustomerAnswer;
import org.relatum.query.lifecycle.LifecycleAnswer;
import org.relatum.query.lifecycle.Lifecycles;
import org.relatum.query.loyalty.LoyaltyAnswer;
import org.relatum.query.personal.Revealed;
import org.relatum.query.policy.PolicyController;
import org.relatum.query.policy.PolicyListAnswer;
import org.relatum.query.request.Questions.Ready;
import org.relatum.query.risk.RiskAnswer;
import org.relatum.query.service.CasesAnswer;
import org.relatum.query.standing.Standings;

/**
 * Answers about a customer as of an instant, by what was known then, computed anew from nothing but stored events: the folds, views and
 * answers of the service, without a service, rows or keys.
 */
public final class Recomputation {
    private final UUID customer;
    private final List<StoredEvent> references;
    private final Ready question;
    private final EventCodec codec;
    private final EventDecoder decoder;
    private final ListedLog log;
    private final AsOf asOf;
    private final Lifecycles lifecycles;
    private final String currency;
    private final Function<Personal, Optional<String>> texts;

    /**
     * @param events of the customer and of everybody whom it ever absorbed, from the first on
     * @param references published policies and fits of the value model, in the order of the log
     * @param at what the answers are as of, and what was recorded by then counts
     * @param company time zone of the company
     * @param currency in which the company reports, ISO 4217
     * @param texts of personal fields; empty: it was erased
     * @throws org.relatum.events.wire.UnreadableEventException when this version can't read a policy or a fit
     */
    public Recomputation(
            UUID customer,
            List<StoredEvent> events,
            List<StoredEvent> references,
            Instant at,
            ZoneId company,
            String currency,
            Function<Personal, Optional<String>> texts) {
        this.customer = customer;
        this.references = List.copyOf(references);
        this.question = new Ready(customer, at, at, at);
        this.codec = new EventCodec(new FieldCipher(new NoKeys()));
        this.log = new ListedLog(events);
        this.decoder = new EventDecoder(log, codec);
        ReferenceTimeline timeline = References.of(references, codec, new PolicyReader(company));
        this.asOf = new AsOf(log, decoder, new NoRows(), timeline, Clock.fixed(at, ZoneOffset.UTC));
        this.lifecycles = new Lifecycles(asOf, timeline);
        this.currency = currency;
        this.texts = texts;
    }

    /** What can be asked of a customer, and computed anew. */
    public enum View {
        CUSTOMER(""),
        LIFECYCLE("/lifecycle"),
        LIFECYCLE_EXPLAINED("/lifecycle/explain"),
        COMMITMENTS("/commitments"),
        CASES("/cases"),
        LOYALTY("/loyalty"),
        LOYALTY_EXPLAINED("/loyalty/explain"),
        RISK("/risk");

        private final String path;

        View(String path) {
            this.path = path;
        }

        /** Where it is asked for, after the customer's own address. */
        public String path() {
            return path;
        }

        /** What a file of it is called. */
        public String file() {
            return path.isEmpty() ? "customer" : path.substring(1).replace('/', '-');
        }
    }

    /**
     * The answer to a question, as REST gives it; of explanations all steps.
     *
     * @throws RuntimeException when the events don't give one
     */
    public Object answer(View view) {
        return switch (view) {
            case CUSTOMER ->
                CustomerAnswer.of(
                        standing(ReadModels.PROFILE),
                        lifecycles.standing(question).orElseThrow(question::notKnownYet),
                        currency,
                        Revealed.by(texts));
            case LIFECYCLE -> LifecycleAnswer.of(lifecycles.standing(question).orElseThrow(question::notKnownYet));
            case LIFECYCLE_EXPLAINED -> lifecycles.explanation(question);
            case COMMITMENTS -> CommitmentsAnswer.of(standing(ReadModels.COMMITMENTS), Revealed.by(texts));
            case CASES -> CasesAnswer.of(standing(ReadModels.CASES), Revealed.by(texts));
            case LOYALTY -> LoyaltyAnswer.of(standing(ReadModels.LOYALTY), currency);
            case LOYALTY_EXPLAINED -> Standings.explanation(asOf, ReadModels.LOYALTY, question);
            case RISK -> RiskAnswer.of(standing(ReadModels.RISK), currency, Revealed.by(texts));
        };
    }

    private <V, D> Standing<V, D> standing(ReadModel<?, V, D> model) {
        return asOf.standing(model, customer, question.asOf(), question.knownAt())
                .orElseThrow(question::notKnownYet);
    }

    /** The policies in force. */
    public PolicyListAnswer policies() {
        return PolicyController.inForce(
                kind -> PolicyVersions.of(references, kind, question.knownAt(), codec), question.asOf());
    }

    /** The streams that everything known made up, each with the last sequence that counts. */
    public Map<UUID, Long> members() {
        Facts facts = decoder.facts(List.of(customer), log.head()).get(customer);
        return facts == null ? Map.of() : facts.membersAt(Instant.MAX);
    }

    /** Streams of which events are not there: any of the customer's own, or one that an absorption says belongs to it. */
    public Set<UUID> missing() {
        Facts facts = decoder.facts(List.of(customer), log.head()).get(customer);
        Map<UUID, Long> members = new HashMap<>(facts == null ? Map.of() : facts.everMembers());
        members.put(customer, 0L);
        members.entrySet().removeIf(member -> log.last(member.getKey()) >= member.getValue());
        return members.keySet();
    }

    /** Stored events are decoded without keys. */
    private static final class NoKeys implements SubjectKeys {
        @Override
        public SecretKey keyFor(UUID subject) {
            throw new UnsupportedOperationException("nothing is encrypted here");
        }

        @Override
        public Optional<SecretKey> find(UUID subject) {
            return Optional.empty();
        }

        @Override
        public void destroy(Collection<UUID> subjects) {
            throw new UnsupportedOperationException("there are no keys here");
        }
    }
}
