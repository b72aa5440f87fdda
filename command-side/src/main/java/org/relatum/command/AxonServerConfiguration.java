package org.relatum.command;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.relatum.command.axonserver.AxonServer;
import org.relatum.command.axonserver.AxonServerSettings;
import org.relatum.command.axonserver.AxonServerStorageEngine;
import org.relatum.command.axonserver.LogCopy;
import org.relatum.command.axonserver.RemoteCommands;
import org.relatum.command.shell.CommandService;
import org.relatum.command.shell.LogPositions;
import org.relatum.command.shell.Snapshots;
import org.relatum.command.store.LogStorageEngine;
import org.relatum.events.deployment.Deployment;
import org.relatum.events.deployment.NodeRole;
import org.relatum.events.wire.EventCodec;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Events recorded in Axon Server, and commands routed by it, where that is wanted. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "relatum.event-store", havingValue = "axon-server")
@EnableConfigurationProperties(AxonServerSettings.class)
class AxonServerConfiguration {
    @Bean(destroyMethod = "close")
    AxonServer axonServer(AxonServerSettings settings) {
        return AxonServer.of(settings);
    }

    /** Begins to copy before anything is asked. */
    @Bean(destroyMethod = "close")
    @DependsOnDatabaseInitialization
    LogCopy logCopy(
            AxonServer server,
            DataSource database,
            ObjectProvider<LogPositions> positions,
            ObjectProvider<Deployment> deployment)
            throws InterruptedException, SQLException {
        // Here and not when the first events are copied: by then this thread has the bean factory and waits for them.
        LogPositions told = positions.getIfAvailable(() -> LogPositions.NONE);
        LogCopy copy = new LogCopy(
                server,
                database,
                told::committed,
                deployment.getIfAvailable(() -> Deployment.SINGLE).givesPositions());
        try {
            copy.start();
        } catch (InterruptedException | SQLException | RuntimeException e) {
            copy.close();
            throw e;
        }
        return copy;
    }

    /** @param begun what is recorded is being copied */
    @Bean(destroyMethod = "")
    LogStorageEngine axonServerLog(AxonServer server, LogCopy begun, DataSource database, EventCodec codec) {
        return new AxonServerStorageEngine(server, database, codec, new Snapshots());
    }

    /** From then on, customers' commands are routed. */
    @Bean(destroyMethod = "close")
    RemoteCommands remoteCommands(AxonServer server, CommandService service, ObjectProvider<Deployment> deployment)
            throws InterruptedException {
        RemoteCommands remote = new RemoteCommands(server, service);
        if (deployment.getIfAvailable(() -> Deployment.SINGLE).runs(NodeRole.COMMAND)) {
            remote.serve();
        }
        service.routedBy(remote);
        return remote;
    }
}
