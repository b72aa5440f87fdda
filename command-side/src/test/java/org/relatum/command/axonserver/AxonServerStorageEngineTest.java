package org.relatum.command.axonserver;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.axoniq.axonserver.grpc.control.ClientIdentification;
import io.axoniq.axonserver.grpc.control.PlatformInboundInstruction;
import io.axoniq.axonserver.grpc.control.PlatformInfo;
import io.axoniq.axonserver.grpc.control.PlatformOutboundInstruction;
import io.axoniq.axonserver.grpc.control.PlatformServiceGrpc;
import io.axoniq.axonserver.grpc.event.Confirmation;
import io.axoniq.axonserver.grpc.event.Event;
import io.axoniq.axonserver.grpc.event.EventStoreGrpc;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.relatum.command.MemoryKeys;
import org.relatum.command.shell.Snapshots;
import org.relatum.command.store.LogRow;
import org.relatum.command.store.UnreachableLogException;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.events.wire.EventCodec;

/** What is made of the answers of an Axon Server, which is played here. */
class AxonServerStorageEngineTest {
    private static final LogRow ROW = new LogRow(
            "customer",
            new UUID(0, 1),
            0,
            new UUID(0, 2),
            "customer.registered",
            1,
            Instant.EPOCH,
            new byte[] {1},
            new byte[] {2});

    private final Queue<Optional<Boolean>> answers = new ConcurrentLinkedQueue<>();

    @Test
    void only_what_Axon_Server_confirms_is_recorded() throws Exception {
        Server played = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new Platform())
                .addService(new Events())
                .build()
                .start();
        AxonServerSettings settings = new AxonServerSettings(
                List.of("127.0.0.1:" + played.getPort()),
                "default",
                null,
                new AxonServerSettings.Tls(false, null),
                AxonServerSettings.Begin.EMPTY);
        try (AxonServer server = AxonServer.of(settings);
                AxonServerStorageEngine engine = new AxonServerStorageEngine(
                        server,
                        new PGSimpleDataSource(),
                        new EventCodec(new FieldCipher(new MemoryKeys())),
                        new Snapshots())) {
            answers.addAll(List.of(Optional.of(true), Optional.of(false), Optional.empty(), Optional.of(true)));
            assertThatCode(() -> engine.append(List.of(ROW))).doesNotThrowAnyException();
            assertThatThrownBy(() -> engine.append(List.of(ROW))).isInstanceOf(UnreachableLogException.class);
            assertThatThrownBy(() -> engine.append(List.of(ROW))).isInstanceOf(UnreachableLogException.class);
            assertThatCode(() -> engine.append(List.of(ROW))).doesNotThrowAnyException();
        } finally {
            played.shutdownNow();
        }
    }

    private static final class Platform extends PlatformServiceGrpc.PlatformServiceImplBase {
        @Override
        public void getPlatformServer(ClientIdentification client, StreamObserver<PlatformInfo> answer) {
            answer.onNext(PlatformInfo.newBuilder().setSameConnection(true).build());
            answer.onCompleted();
        }

        @Override
        public StreamObserver<PlatformInboundInstruction> openStream(
                StreamObserver<PlatformOutboundInstruction> instructions) {
            return at(() -> {});
        }
    }

    /** Confirms, confirms that nothing was recorded, or ends without an answer. */
    private final class Events extends EventStoreGrpc.EventStoreImplBase {
        @Override
        public StreamObserver<Event> appendEvent(StreamObserver<Confirmation> confirmation) {
            return at(() -> {
                answers.remove()
                        .ifPresent(success -> confirmation.onNext(
                                Confirmation.newBuilder().setSuccess(success).build()));
                confirmation.onCompleted();
            });
        }
    }

    /** Does something when the other side has said everything. */
    private static <T> StreamObserver<T> at(Runnable end) {
        return new StreamObserver<>() {
            @Override
            public void onNext(T value) {}

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onCompleted() {
                end.run();
            }
        };
    }
}
