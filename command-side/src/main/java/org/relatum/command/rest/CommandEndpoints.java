package org.relatum.command.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.Command;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.RefusedException;
import org.relatum.command.rest.CommandType.Created;
import org.relatum.command.shell.CommandService;
import org.relatum.command.shell.Issuance;
import org.relatum.command.shell.Outcome.Accepted;
import org.relatum.command.shell.Outcome.Refused;
import org.relatum.command.shell.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.UriUtils;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/** One endpoint for each command of the table. */
final class CommandEndpoints {
    private static final Logger LOG = LoggerFactory.getLogger(CommandEndpoints.class);

    private final CommandService service;
    private final CommandReader reader;
    private final Gate gate;
    private final int maxBody;

    CommandEndpoints(CommandService service, CommandReader reader, Gate gate, Api api) {
        this.service = service;
        this.reader = reader;
        this.gate = gate;
        this.maxBody = Math.toIntExact(api.maxBody().toBytes());
    }

    /** Makes the endpoints known to Spring, which then answers other methods at the same addresses with 405. */
    void register(RequestMappingHandlerMapping mapping) throws NoSuchMethodException {
        Method serve = Endpoint.class.getDeclaredMethod("serve", HttpServletRequest.class, HttpServletResponse.class);
        for (CommandType type : CommandType.values()) {
            mapping.registerMapping(
                    RequestMappingInfo.paths(Api.ROOT + type.path())
                            .methods(type.method())
                            .options(mapping.getBuilderConfiguration())
                            .build(),
                    new Endpoint(type),
                    serve);
        }
    }

    /** The endpoint of one command. */
    final class Endpoint {
        private final CommandType type;

        private Endpoint(CommandType type) {
            this.type = type;
        }

        CommandType type() {
            return type;
        }

        /** Answers one request. */
        public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
            try {
                Map<String, String> addressed = addressed(request);
                String customer = addressed.remove(CommandType.CUSTOMER);
                UUID target = customer == null ? null : requireUuid(customer);
                Issuance issuance = RequestHead.issuance(request);
                Command command = reader.read(type, data(request), addressed);
                gate.admit(RequestHead.caller(request), command);
                switch (service.execute(target, command, issuance)) {
                    case Refused refused -> Problem.respond(response, refused.refusal(), reader.mapper());
                    case Accepted accepted ->
                        respond(
                                response,
                                type,
                                command,
                                accepted,
                                service.position(accepted, CommandService.POSITION_TIMEOUT));
                }
            } catch (RefusedException e) {
                Problem.respond(response, e.refusal(), reader.mapper());
            } catch (StoreUnavailableException e) {
                LOG.warn("The event store does not answer", e);
                Problem.respond(response, storeUnavailable(), reader.mapper());
            }
        }

        @SuppressWarnings("unchecked")
        private static Map<String, String> addressed(HttpServletRequest request) {
            return new HashMap<>(
                    (Map<String, String>) request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE));
        }

        private ObjectNode data(HttpServletRequest request) {
            if (type.method() == RequestMethod.DELETE) {
                return parameters(request);
            }
            byte[] body = body(request);
            // A body of another type may have been read by a filter already.
            if (body.length > 0 || request.getContentType() != null) {
                RequestHead.requireJson(request);
            }
            return reader.object(body, 0, body.length);
        }
    }

    /** A DELETE takes its fields as parameters: a body would have no meaning there. */
    private ObjectNode parameters(HttpServletRequest request) {
        ObjectNode data = reader.nothing();
        request.getParameterMap().forEach((name, values) -> {
            if (values.length > 1) {
                throw Refusal.invalid(CommandReader.printable(name), "repeated", "is stated more than once")
                        .asException();
            }
            data.put(name, values[0]);
        });
        return data;
    }

    private byte[] body(HttpServletRequest request) {
        return body(request, maxBody);
    }

    static byte[] body(HttpServletRequest request, int maxBody) {
        if (request.getContentLengthLong() > maxBody) {
            throw tooLarge(maxBody).asException();
        }
        byte[] body;
        try {
            body = request.getInputStream().readNBytes(maxBody + 1);
        } catch (IOException e) {
            throw Refusal.of(RefusalCode.MALFORMED_JSON, "The body did not arrive whole")
                    .asException();
        }
        if (body.length > maxBody) {
            throw tooLarge(maxBody).asException();
        }
        return body;
    }

    static Refusal tooLarge(int maxBody) {
        return Refusal.of(RefusalCode.TOO_LARGE, "A command takes " + maxBody + " bytes at most", "maxBytes", maxBody);
    }

    static Refusal storeUnavailable() {
        return Refusal.of(
                RefusalCode.STORE_UNAVAILABLE,
                "Whether the command was recorded is open; repeat it with the same Idempotency-Key");
    }

    static UUID requireUuid(String text) {
        UUID uuid = CommandReader.uuid(text);
        if (uuid == null) {
            throw Refusal.invalid(CommandType.CUSTOMER, "wrong-type", "must be a UUID")
                    .asException();
        }
        return uuid;
    }

    private void respond(
            HttpServletResponse response, CommandType type, Command command, Accepted accepted, @Nullable Long position)
            throws IOException {
        Created created = type.created(command, accepted);
        response.setStatus(created != null ? HttpServletResponse.SC_CREATED : HttpServletResponse.SC_OK);
        if (created != null) {
            response.setHeader("Location", location(created.address()));
        }
        response.setHeader("ETag", "\"" + accepted.version() + "\"");
        if (accepted.repeated()) {
            response.setHeader("Idempotent-Replayed", "true");
        }
        response.setContentType("application/json");
        ByteArrayOutputStream body = new ByteArrayOutputStream(160);
        try (JsonGenerator out = reader.mapper().createGenerator(body)) {
            writeAnswer(out, type, accepted, created, position);
        }
        response.setContentLength(body.size());
        body.writeTo(response.getOutputStream());
    }

    private static String location(List<String> address) {
        StringBuilder location = new StringBuilder(Api.ROOT);
        for (String segment : address) {
            location.append('/').append(UriUtils.encode(segment, StandardCharsets.UTF_8));
        }
        return location.toString();
    }

    static void writeAnswer(
            JsonGenerator out,
            CommandType type,
            Accepted accepted,
            @Nullable Created created,
            @Nullable Long position) {
        out.writeStartObject();
        out.writeStringProperty(type.family().streamField(), accepted.stream().toString());
        out.writeNumberProperty("version", accepted.version());
        if (position == null) {
            out.writeNullProperty("position");
        } else {
            out.writeNumberProperty("position", position);
        }
        if (created != null && !created.field().equals(type.family().streamField())) {
            out.writeStringProperty(created.field(), created.name());
        }
        out.writeEndObject();
    }
}
