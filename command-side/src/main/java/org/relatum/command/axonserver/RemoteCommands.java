package org.relatum.command.axonserver;

import io.axoniq.axonserver.connector.ErrorCategory;
import io.axoniq.axonserver.connector.Registration;
import io.axoniq.axonserver.grpc.ErrorMessage;
import io.axoniq.axonserver.grpc.MetaDataValue;
import io.axoniq.axonserver.grpc.ProcessingInstruction;
import io.axoniq.axonserver.grpc.ProcessingKey;
import io.axoniq.axonserver.grpc.command.Command;
import io.axoniq.axonserver.grpc.command.CommandResponse;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.relatum.command.axonserver.WireCommands.Failure;
import org.relatum.command.language.CustomerCommand;
import org.relatum.command.language.Refusal;
import org.relatum.command.shell.CommandRoutes;
import org.relatum.command.shell.CommandService;
import org.relatum.command.shell.Issuance;
import org.relatum.command.shell.Outcome;
import org.relatum.command.shell.StoreUnavailableException;
import org.relatum.command.store.UnreachableLogException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Commands between nodes: Axon Server gives those of one customer to one node, as long as the same nodes are there. Two nodes that carry out commands of one
 * customer all the same hinder, but never harm each other: the place in the stream decides.
 *
 * <p>A refusal is an answer: it travels whole, in the details of the error. Where the outcome is open (the node that had the command died, or
 * nothing was heard in time), a command with an idempotency key is sent again, because the stream knows whether it was recorded; one without
 * is not.
 */
public final class RemoteCommands implements CommandRoutes, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RemoteCommands.class);

    private static final String NAME = "relatum.customer-command";
    private static final String CUSTOMER = "customer";
    private static final String ISSUANCE = "issuance";
    private static final int LOAD_FACTOR = 100;
    /** How long an answer to one attempt is waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** How long the outcome of a command with a key is looked for. */
    private static final Duration PERSISTENCE = Duration.ofSeconds(30);

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final AxonServer server;
    private final CommandService service;
    private final WireCommands wire = new WireCommands();
    private final ExecutorService workers = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("routed-command-", 0).factory());
    private @Nullable Registration registration;

    public RemoteCommands(AxonServer server, CommandService service) {
        this.server = server;
        this.service = service;
    }

    /** Offers this node to carry out commands, and returns when Axon Server knows. */
    public void serve() throws InterruptedException {
        Registration made = server.commands().registerCommandHandler(this::handle, LOAD_FACTOR, NAME);
        registration = made;
        try {
            made.awaitAck(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // The connector goes on trying; until then others carry commands out.
            log.warn("Axon Server does not confirm that this node carries out commands", e);
        }
    }

    /** Carries out a command that was routed here. */
    public CompletableFuture<CommandResponse> handle(Command command) {
        return CompletableFuture.supplyAsync(() -> answer(command), workers);
    }

    private CommandResponse answer(Command command) {
        CommandResponse.Builder response = CommandResponse.newBuilder()
                .setMessageIdentifier(UUID.randomUUID().toString());
        try {
            UUID customer = UUID.fromString(command.getMetaDataOrThrow(CUSTOMER).getTextValue());
            Issuance issuance =
                    wire.issuance(command.getMetaDataOrThrow(ISSUANCE).getTextValue());
            return switch (service.carryOut(customer, wire.command(command.getPayload()), issuance)) {
                case Outcome.Accepted accepted ->
                    response.setPayload(wire.write(accepted)).build();
                case Outcome.Refused refused ->
                    failed(response, refused.refusal().detail(), Failure.of(refused.refusal()));
            };
        } catch (StoreUnavailableException e) {
            return failed(response, e.getMessage(), Failure.failed(true));
        } catch (RuntimeException e) {
            log.error("A command that another node sent failed", e);
            return failed(response, e.getClass().getSimpleName(), Failure.failed(false));
        }
    }

    private CommandResponse failed(CommandResponse.Builder response, @Nullable String message, Failure failure) {
        return response.setErrorCode(ErrorCategory.COMMAND_EXECUTION_ERROR.errorCode())
                .setErrorMessage(ErrorMessage.newBuilder()
                        .setMessage(String.valueOf(message))
                        .addDetails(wire.write(failure)))
                .build();
    }

    @Override
    public Outcome send(UUID customer, CustomerCommand command, Issuance issuance) {
        Command message = Command.newBuilder()
                .setName(NAME)
                .setTimestamp(System.currentTimeMillis())
                .setPayload(wire.write(command))
                .putMetaData(CUSTOMER, text(customer.toString()))
                .putMetaData(ISSUANCE, text(wire.write(issuance)))
                .addProcessingInstructions(ProcessingInstruction.newBuilder()
                        .setKey(ProcessingKey.ROUTING_KEY)
                        .setValue(text(customer.toString())))
                .build();
        long end = System.nanoTime() + PERSISTENCE.toNanos();
        while (true) {
            CommandResponse response;
            try {
                response = server.await(
                        "asked to route a command",
                        PATIENCE,
                        () -> server.commands()
                                .sendCommand(Command.newBuilder(message)
                                        .setMessageIdentifier(UUID.randomUUID().toString())
                                        .build()));
            } catch (UnreachableLogException e) {
                repeat(issuance, end, e);
                continue;
            }
            if (response.getErrorCode().isEmpty()) {
                return wire.accepted(response.getPayload());
            }
            if (response.getErrorCode().equals(ErrorCategory.NO_HANDLER_FOR_COMMAND.errorCode())) {
                return service.carryOut(customer, command, issuance);
            }
            ErrorMessage error = response.getErrorMessage();
            Failure failure = error.getDetailsCount() == 1 ? understood(error.getDetails(0)) : null;
            if (failure == null) {
                repeat(issuance, end, new IllegalStateException(response.getErrorCode() + ": " + error.getMessage()));
                continue;
            }
            Refusal refusal = failure.refusal();
            if (refusal != null) {
                return new Outcome.Refused(refusal);
            }
            if (failure.unavailable()) {
                throw new StoreUnavailableException(new IllegalStateException(error.getMessage()));
            }
            throw new IllegalStateException(
                    "the node that carries out the customer's commands failed: " + error.getMessage());
        }
    }

    private static MetaDataValue text(String value) {
        return MetaDataValue.newBuilder().setTextValue(value).build();
    }

    private @Nullable Failure understood(String details) {
        try {
            return wire.failure(details);
        } catch (JacksonException e) {
            return null;
        }
    }

    /** Returns when the command may be sent again. */
    private static void repeat(Issuance issuance, long end, RuntimeException open) {
        if (issuance.idempotencyKey() == null || System.nanoTime() > end) {
            throw new StoreUnavailableException(open);
        }
        log.info("The outcome of a command is open, it is sent again: {}", open.getMessage());
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException(open);
        }
    }

    /** Takes no more commands and finishes those it has. */
    @Override
    public void close() {
        Registration made = registration;
        if (made != null) {
            try {
                made.cancel().get(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                log.debug("Axon Server was not told that this node ends", e);
            }
        }
        workers.close();
    }
}
