package org.relatum.command.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.relatum.command.ingest.Imports;
import org.relatum.command.relay.AsyncApi;
import org.relatum.command.relay.Relay;
import org.relatum.command.shell.CommandService;
import org.relatum.command.value.RecordedFits;
import org.relatum.command.value.ValueModels;
import org.relatum.events.policy.PolicyReader;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.PropertySource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The command side over HTTP. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
@EnableConfigurationProperties(Api.class)
@Import({ApiErrors.class, UnexpectedErrors.class, ContainerErrors.class})
@PropertySource("classpath:org/relatum/command/rest/defaults.properties")
public class RestConfiguration {
    /** How much of a refused body is read and thrown away, so that the client gets to see the refusal. */
    private static final int MAX_SWALLOW = 64 << 20;

    @Bean
    CommandReader commandReader() {
        return new CommandReader();
    }

    @Bean
    CommandLines commandLines(CommandReader reader, Gate gate, Api api) {
        return new CommandLines(reader, gate, api);
    }

    @Bean(destroyMethod = "close")
    ExecutorService streamWorkers() {
        return Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("commands-", 0).factory());
    }

    @Bean
    Gate gate(Permissions permissions) {
        return new Gate(permissions);
    }

    @Bean
    CommandEndpoints commandEndpoints(CommandService service, CommandReader reader, Gate gate, Api api) {
        return new CommandEndpoints(service, reader, gate, api);
    }

    @Bean
    CommandStream commandStream(
            CommandService service,
            CommandReader reader,
            CommandLines lines,
            @Qualifier("streamWorkers") ExecutorService streamWorkers,
            Api api) {
        return new CommandStream(service, reader, lines, streamWorkers, api);
    }

    @Bean
    InitializingBean commandRoutes(
            @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mapping,
            CommandEndpoints endpoints,
            CommandStream stream) {
        return () -> {
            endpoints.register(mapping);
            mapping.registerMapping(
                    RequestMappingInfo.paths(Api.ROOT + "/commands")
                            .methods(RequestMethod.POST)
                            .options(mapping.getBuilderConfiguration())
                            .build(),
                    stream,
                    CommandStream.class.getDeclaredMethod(
                            "serve", HttpServletRequest.class, HttpServletResponse.class));
        };
    }

    @Bean
    InitializingBean runRoutes(
            @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mapping,
            CommandService service,
            CommandReader reader,
            ValueModels models,
            RecordedFits fits,
            Imports imports,
            PolicyReader policies,
            Api api) {
        return () -> {
            new PolicyEndpoints(service, reader, policies, api).register(mapping);
            new ValueModelEndpoints(service, reader, models, fits, api).register(mapping);
            new ImportEndpoint(reader, imports).register(mapping);
            new DecisionEndpoints(service, reader, api).register(mapping);
        };
    }

    @Bean
    InitializingBean feedRoutes(
            @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mapping,
            CommandReader reader,
            ObjectProvider<Relay> relay,
            AsyncApi asyncApi,
            Api api) {
        return () -> new FeedEndpoints(relay.getIfAvailable(), asyncApi, reader, api).register(mapping);
    }

    @Bean
    OpenApiCustomizer runsInOpenApi() {
        return new OpenApiOfRuns();
    }

    @Bean
    OpenApiCustomizer commandsInOpenApi(CommandReader reader) {
        return new OpenApiOfCommands(reader);
    }

    /** An order's reference may have a slash in it, which an address carries as %2F. */
    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> addressesWithSlashes() {
        return factory -> factory.addConnectorCustomizers(connector -> {
            connector.setEncodedSolidusHandling("passthrough");
            if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
                http.setMaxSwallowSize(MAX_SWALLOW);
            }
        });
    }
}
