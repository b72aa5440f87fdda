package org.relatum.command.shell;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.callbacks.FutureCallback;
import org.axonframework.common.lock.LockAcquisitionFailedException;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.relatum.command.customer.Circumstances.ClaimNames;
import org.relatum.command.customer.Named;
import org.relatum.command.customer.Standing.Unknown;
import org.relatum.command.language.ArticleCommand;
import org.relatum.command.language.ArticleCommand.PublishArticle;
import org.relatum.command.language.ArticleCommand.ReviseArticle;
import org.relatum.command.language.ArticleCommand.WithdrawArticle;
import org.relatum.command.language.Command;
import org.relatum.command.language.CustomerCommand;
import org.relatum.command.language.DepartmentCommand;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.ImprovementCommand;
import org.relatum.command.language.ImprovementCommand.CloseImprovement;
import org.relatum.command.language.ImprovementCommand.OpenImprovement;
import org.relatum.command.language.InvalidField;
import org.relatum.command.language.LifecycleCommand.MergeDuplicate;
import org.relatum.command.language.LifecycleCommand.RegisterCustomer;
import org.relatum.command.language.LifecycleCommand.UndoMerge;
import org.relatum.command.language.PerformanceCommand;
import org.relatum.command.language.PolicyCommand;
import org.relatum.command.language.PolicyCommand.PublishPolicy;
import org.relatum.command.language.PrivacyCommand.ErasePersonalData;
import org.relatum.command.language.ProductCommand;
import org.relatum.command.language.ReferenceInput;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.StaffCommand;
import org.relatum.command.language.StaffCommand.EraseStaff;
import org.relatum.command.language.SurveyCommand;
import org.relatum.command.language.SurveyCommand.BeginSurveyWave;
import org.relatum.command.language.SurveyCommand.PublishSurvey;
import org.relatum.command.language.ValueModelCommand;
import org.relatum.command.reference.ReferenceCommand;
import org.relatum.command.reference.ReferenceCommand.ClaimReference;
import org.relatum.command.reference.ReferenceCommand.ForgetReference;
import org.relatum.command.reference.ReferenceCommand.ReleaseReference;
import org.relatum.command.shell.Outcome.Accepted;
import org.relatum.command.shell.Outcome.Refused;
import org.relatum.command.store.UnreachableLogException;
import org.relatum.events.KpiDimension;
import org.relatum.events.Metadata;
import org.relatum.events.Personal;
import org.relatum.events.PolicyKind;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.events.privacy.KeyDestroyedException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.TransactionException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * The entrance to the command side, for REST, imports and everything else in this process. Safe for concurrent use; a call returns
 * when the command's facts are durable, or when it is refused.
 */
public final class CommandService {
    private static final int ATTEMPTS = 6;
    /** How long an answer waits for its position before it goes out without one. */
    public static final Duration POSITION_TIMEOUT = Duration.ofSeconds(2);

    private final CommandBus bus;
    private final FieldRules rules;
    private final FieldCipher cipher;
    private final ClaimNames claims;
    private final OtherStreams others;
    private final CustomerHistories histories;
    private final LogPositions positions;
    private final Erasures erasures;
    private volatile @Nullable CommandRoutes routes;
    private final JsonMapper canonical = JsonMapper.builder()
            .addModule(new SimpleModule("canonical").addSerializer(BigDecimal.class, new CanonicalDecimal()))
            .build();

    CommandService(
            CommandBus bus,
            FieldRules rules,
            FieldCipher cipher,
            ClaimNames claims,
            OtherStreams others,
            CustomerHistories histories,
            LogPositions positions,
            Erasures erasures) {
        this.bus = bus;
        this.rules = rules;
        this.cipher = cipher;
        this.claims = claims;
        this.others = others;
        this.histories = histories;
        this.positions = positions;
        this.erasures = erasures;
    }

    /**
     * Carries a command out. A registration makes its customer's id: from actor and key where there is a key, otherwise anew.
     *
     * @param customer whom a {@link CustomerCommand} is about; null for a registration and for other commands
     * @throws StoreUnavailableException when the event store does not answer; the outcome is open
     */
    public Outcome execute(@Nullable UUID customer, Command command, Issuance issuance) {
        List<InvalidField> errors = new ArrayList<>(rules.check(command));
        errors.addAll(FieldRules.check(issuance));
        if (!errors.isEmpty()) {
            return new Refused(Refusal.invalid(errors));
        }
        CommandRoutes others = routes;
        UUID stream = others == null ? null : routed(customer, command, issuance);
        return others != null && stream != null && command instanceof CustomerCommand c
                ? others.send(stream, c, issuance)
                : carryOut(customer, command, issuance);
    }

    /** From now on, customers' commands go where their nodes are. */
    public void routedBy(CommandRoutes others) {
        routes = others;
    }

    /** By which customer a command is routed; null: it is carried out here. */
    private static @Nullable UUID routed(@Nullable UUID customer, Command command, Issuance issuance) {
        String key = issuance.idempotencyKey();
        return switch (command) {
            case RegisterCustomer c -> key == null ? null : DerivedId.ofCustomer(issuance.actor(), key);
            // Who asks this node for the register finds it there.
            case ErasePersonalData c -> null;
            default -> customer;
        };
    }

    /**
     * Carries a command out on this node.
     *
     * @param command keeps the rules of its fields
     * @throws StoreUnavailableException when the event store does not answer; the outcome is open
     */
    public Outcome carryOut(@Nullable UUID customer, Command command, Issuance issuance) {
        try {
            return dispatch(customer, command, issuance);
        } catch (EventStoreException | DataAccessException | TransactionException e) {
            throw unexpected(e);
        }
    }

    private Outcome dispatch(@Nullable UUID customer, Command command, Issuance issuance) {
        return switch (command) {
            case RegisterCustomer c -> {
                String key = issuance.idempotencyKey();
                UUID id = key == null ? TimeOrderedIds.next() : DerivedId.ofCustomer(issuance.actor(), key);
                if (key != null) {
                    // Its digest is keyed by the customer's key.
                    cipher.prepare(id);
                }
                Outcome outcome = execute(id, c, issuance, key == null);
                if (outcome instanceof Accepted) {
                    // Not before, where it needn't be: a refused registration leaves no key of nobody.
                    cipher.prepare(id);
                }
                yield outcome;
            }
            case CustomerCommand c -> {
                if (customer == null) {
                    throw new IllegalArgumentException("a customer is needed for " + c.getClass());
                }
                yield execute(customer, c, issuance, false);
            }
            case ProductCommand c -> toOther(ProductAggregate.TYPE, DerivedId.ofProduct(c.sku()), c, issuance);
            case SurveyCommand c -> {
                UUID named = switch (c) {
                    case PublishSurvey publish -> null;
                    case BeginSurveyWave begin -> begin.survey();
                };
                yield toOther(SurveyAggregate.TYPE, named, c, issuance);
            }
            case ImprovementCommand c -> {
                UUID named = switch (c) {
                    case OpenImprovement open -> null;
                    case CloseImprovement close -> close.improvement();
                };
                yield toOther(ImprovementAggregate.TYPE, named, c, issuance);
            }
            case ArticleCommand c -> {
                UUID named = switch (c) {
                    case PublishArticle publish -> null;
                    case ReviseArticle revise -> revise.article();
                    case WithdrawArticle withdraw -> withdraw.article();
                };
                yield toOther(ArticleAggregate.TYPE, named, c, issuance);
            }
            case DepartmentCommand c ->
                toOther(DepartmentAggregate.TYPE, DerivedId.ofDepartment(c.department()), c, issuance);
            case StaffCommand c -> toOther(StaffAggregate.TYPE, DerivedId.ofStaff(c.staff()), c, issuance);
            case PolicyCommand c -> {
                PolicyKind kind = switch (c) {
                    case PublishPolicy publish -> publish.kind();
                };
                yield toOther(PolicyAggregate.TYPE, DerivedId.ofPolicy(kind), c, issuance);
            }
            case PerformanceCommand c ->
                toOther(
                        ScorecardAggregate.TYPE,
                        DerivedId.ofScorecard(
                                c.period(),
                                Objects.requireNonNullElse(c.dimension(), KpiDimension.COMPANY)
                                        .key(),
                                c.member()),
                        c,
                        issuance);
            case ValueModelCommand c -> toOther(FitAggregate.TYPE, null, c, issuance);
        };
    }

    /** To a stream that is no customer's: a named one, or a new one, whose id is made from actor and key where there is a key. */
    private Outcome toOther(String type, @Nullable UUID named, Command command, Issuance issuance) {
        String key = issuance.idempotencyKey();
        UUID stream = named;
        if (stream == null) {
            stream = key == null ? TimeOrderedIds.next() : DerivedId.of(type, issuance.actor(), key);
        }
        Outcome outcome = send(type, envelope(stream, command, issuance, named == null && key == null));
        others.changed(stream);
        if (command instanceof EraseStaff && outcome instanceof Accepted) {
            erasures.carryOut(stream);
        }
        return namingRoot(outcome);
    }

    /** The fields that break their rules in something that is asked and not commanded. */
    public List<InvalidField> check(Object question) {
        return rules.check(question);
    }

    /** The position of an accepted command's last event; null when it is not known within the timeout. */
    public @Nullable Long position(Accepted accepted, Duration timeout) {
        return positions.await(accepted.stream(), accepted.lastSequence(), !accepted.repeated(), timeout);
    }

    private Outcome execute(UUID customer, CustomerCommand command, Issuance issuance, boolean fresh) {
        Envelope<CustomerCommand> envelope = envelope(customer, command, issuance, fresh);
        Outcome outcome;
        if (command instanceof MergeDuplicate || command instanceof UndoMerge) {
            outcome = send(JointCommands.MERGE, envelope);
        } else if (JointCommands.references(command).isEmpty()) {
            outcome = send(CustomerAggregate.TYPE, envelope);
        } else {
            outcome = claimAndSend(envelope);
        }
        if (command instanceof ErasePersonalData && outcome instanceof Accepted) {
            erasures.carryOut(customer);
        }
        return namingRoot(outcome);
    }

    /**
     * Claims the command's external references, then records them, if nothing speaks against it now. A crash in between leaves reservations: a repetition with the
     * same key takes them up, everybody else may after {@link org.relatum.command.reference.ClaimDecider#RESERVATION}.
     */
    private Outcome claimAndSend(Envelope<CustomerCommand> envelope) {
        if (send(JointCommands.REHEARSAL, envelope) instanceof Refused refused) {
            return refused;
        }
        List<UUID> made = new ArrayList<>();
        for (ReferenceInput reference : JointCommands.references(envelope.command())) {
            UUID claim = claims.of(reference);
            Outcome outcome =
                    send(ClaimAggregate.TYPE, claimEnvelope(claim, new ClaimReference(envelope.stream()), envelope));
            switch (outcome) {
                case Accepted accepted -> {
                    if (!accepted.repeated()) {
                        made.add(claim);
                    }
                }
                case Refused refused -> {
                    release(made, envelope);
                    return refused;
                }
            }
        }
        Outcome outcome = send(JointCommands.REFERENCES, envelope);
        if (outcome instanceof Refused) {
            release(made, envelope);
        }
        return outcome;
    }

    private void release(List<UUID> made, Envelope<CustomerCommand> envelope) {
        for (UUID claim : made) {
            send(ClaimAggregate.TYPE, claimEnvelope(claim, new ReleaseReference(envelope.stream()), envelope));
        }
    }

    private static Envelope<ReferenceCommand> claimEnvelope(
            UUID claim, ReferenceCommand command, Envelope<CustomerCommand> cause) {
        return new Envelope<>(claim, command, withoutKey(cause.metadata()), null, false, Named.NOTHING);
    }

    /** For events beside a command's own: the key belongs to the stream that the command is about, the reason to its subject. */
    static Metadata withoutKey(Metadata metadata) {
        return new Metadata(
                metadata.actor(),
                null,
                metadata.channel(),
                metadata.correlationId(),
                metadata.causationId(),
                null,
                null);
    }

    /** The customer that facts about a merged one belong to now, over any number of merges. */
    private Outcome namingRoot(Outcome outcome) {
        if (!(outcome instanceof Refused refused) || refused.refusal().code() != RefusalCode.CUSTOMER_MERGED) {
            return outcome;
        }
        Refusal refusal = refused.refusal();
        return refusal.facts().get("survivor") instanceof UUID survivor
                ? new Refused(Refusal.of(refusal.code(), refusal.detail(), "survivor", histories.root(survivor)))
                : outcome;
    }

    private <C> Envelope<C> envelope(UUID stream, C command, Issuance issuance, boolean fresh) {
        String key = issuance.idempotencyKey();
        String reason = issuance.reason();
        Metadata metadata = new Metadata(
                issuance.actor(),
                reason == null ? null : Personal.clear(others.subjectOfReason(stream, command), reason),
                issuance.channel(),
                issuance.correlationId(),
                issuance.causationId(),
                key,
                key == null ? null : digest(stream, command));
        return new Envelope<>(stream, command, metadata, issuance.expectedVersion(), fresh, others.namedBy(command));
    }

    /** Keyed, because a plain hash of a customer's name can be guessed; with the customer's key, so that it can't after an erasure. */
    private String digest(UUID stream, Object command) {
        String content =
                command.getClass().getSimpleName() + "\n" + stream + "\n" + canonical.writeValueAsString(command);
        if (!(command instanceof CustomerCommand)) {
            return cipher.keyedHash(content).toString();
        }
        return cipher.hashByOwnKey(stream, content)
                .orElseGet(() -> {
                    // A crash after the registration. This command may bring something personal, and with it the key,
                    // by
                    // which its repetition would be compared. Of a customer that isn't one no key is left behind.
                    if (!(histories.standing(stream) instanceof Unknown)) {
                        cipher.prepare(stream);
                    }
                    return cipher.keyedHash(stream, content);
                })
                .toString();
    }

    /** Gives up an erased customer's claim on an external reference, if it still has it. */
    void forget(UUID claim, UUID customer) {
        Outcome outcome = send(
                ClaimAggregate.TYPE,
                new Envelope<>(
                        claim, new ForgetReference(customer), Erasures.BY_THE_SERVICE, null, false, Named.NOTHING));
        if (outcome instanceof Refused refused) {
            throw new IllegalStateException(refused.refusal().detail());
        }
    }

    /** A name for an external reference that does not tell it. */
    public UUID nameOf(ReferenceInput reference) {
        return claims.of(reference);
    }

    private Outcome send(String name, Envelope<?> envelope) {
        for (int attempt = 1; ; attempt++) {
            FutureCallback<Envelope<?>, Outcome> callback = new FutureCallback<>();
            bus.dispatch(
                    new GenericCommandMessage<>(new GenericMessage<>(envelope, MetaData.emptyInstance()), name),
                    callback);
            CommandResultMessage<? extends Outcome> result = callback.getResult();
            if (!result.isExceptional()) {
                Outcome outcome = result.getPayload();
                if (outcome instanceof Accepted accepted && !accepted.repeated()) {
                    positions.committed();
                }
                return outcome;
            }
            Throwable failure = result.exceptionResult();
            if (isOfErased(failure)) {
                return new Refused(Refusal.of(
                        concernsStaff(envelope.command()) ? RefusalCode.STAFF_ERASED : RefusalCode.CUSTOMER_ERASED,
                        "A person whose data were erased is registered anew, by another key"));
            }
            if (!isLostRace(failure)) {
                throw unexpected(failure);
            }
            if (attempt == ATTEMPTS) {
                return new Refused(Refusal.of(
                        RefusalCode.CONCURRENT_CHANGE,
                        "Other commands were faster " + ATTEMPTS + " times in a row; try again"));
            }
        }
    }

    /** The next attempt sees what the faster one recorded; a condition on the version then refuses by itself. */
    private static boolean isLostRace(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof ConcurrencyException || t instanceof LockAcquisitionFailedException) {
                return true;
            }
        }
        return false;
    }

    /** Whether what is personal in the command's facts is a member of staff's, if it is anybody's. */
    private static boolean concernsStaff(Object command) {
        return command instanceof StaffCommand || command instanceof PerformanceCommand;
    }

    /**
     * The person's key is gone, though this store knows nothing of an erasure: it was put back from a backup of before the registration. Or
     * the erasure was too fast to be seen.
     */
    private static boolean isOfErased(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof KeyDestroyedException) {
                return true;
            }
        }
        return false;
    }

    private static RuntimeException unexpected(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof TransactionException
                    || t instanceof UnreachableLogException
                    || t instanceof DataAccessResourceFailureException
                    || t instanceof SQLTransientConnectionException
                    || t instanceof SQLException sql && isConnectionFailure(sql.getSQLState())) {
                return new StoreUnavailableException(failure);
            }
        }
        return failure instanceof RuntimeException runtime ? runtime : new IllegalStateException(failure);
    }

    /** Connection exceptions, operator intervention (shutdown), insufficient resources. */
    private static boolean isConnectionFailure(@Nullable String state) {
        return state != null && (state.startsWith("08") || state.startsWith("57P") || state.startsWith("53"));
    }

    /** Equal numbers look equal however many zeros they were written with. */
    private static final class CanonicalDecimal extends ValueSerializer<BigDecimal> {
        @Override
        public void serialize(BigDecimal value, JsonGenerator out, SerializationContext context) {
            out.writeString(value.stripTrailingZeros().toPlainString());
        }
    }
}
