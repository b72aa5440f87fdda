package org.relatum.command.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.InvalidField;
import org.relatum.command.language.PolicyCommand.PublishPolicy;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.RefusedException;
import org.relatum.command.shell.CommandService;
import org.relatum.command.shell.Outcome.Accepted;
import org.relatum.command.shell.Outcome.Refused;
import org.relatum.command.shell.StoreUnavailableException;
import org.relatum.events.PolicyKind;
import org.relatum.events.policy.InvalidPolicyException;
import org.relatum.events.policy.PolicyProblem;
import org.relatum.events.policy.PolicyReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.core.JsonGenerator;

/** Publishing policies: the body is the policy itself, in YAML or JSON. */
final class PolicyEndpoints {
    static final String KIND = "kind";
    static final String PATH = Api.ROOT + "/policies/{" + KIND + "}";
    static final String EFFECTIVE_FROM = "effectiveFrom";

    private static final Logger LOG = LoggerFactory.getLogger(PolicyEndpoints.class);

    private final CommandService service;
    private final CommandReader reader;
    private final PolicyReader policies;
    private final int maxBody;

    PolicyEndpoints(CommandService service, CommandReader reader, PolicyReader policies, Api api) {
        this.service = service;
        this.reader = reader;
        this.policies = policies;
        this.maxBody = Math.toIntExact(api.maxBody().toBytes());
    }

    void register(RequestMappingHandlerMapping mapping) throws NoSuchMethodException {
        mapping.registerMapping(
                RequestMappingInfo.paths(PATH)
                        .methods(RequestMethod.POST)
                        .options(mapping.getBuilderConfiguration())
                        .build(),
                this,
                PolicyEndpoints.class.getDeclaredMethod(
                        "publish", HttpServletRequest.class, HttpServletResponse.class));
    }

    /** Checks and publishes. */
    public void publish(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            byte[] body = CommandEndpoints.body(request, maxBody);
            RequestHead.requireYamlOrJson(request);
            PolicyKind kind = kind(request);
            PublishPolicy command =
                    new PublishPolicy(kind, document(kind, body), effectiveFrom(request.getParameter(EFFECTIVE_FROM)));
            switch (service.execute(null, command, RequestHead.issuance(request))) {
                case Refused refused -> Problem.respond(response, refused.refusal(), reader.mapper());
                case Accepted accepted -> respond(response, kind, accepted);
            }
        } catch (RefusedException e) {
            Problem.respond(response, e.refusal(), reader.mapper());
        } catch (StoreUnavailableException e) {
            LOG.warn("The event store does not answer", e);
            Problem.respond(response, CommandEndpoints.storeUnavailable(), reader.mapper());
        }
    }

    private static PolicyKind kind(HttpServletRequest request) {
        Map<?, ?> addressed = (Map<?, ?>) request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
        return PolicyKind.of(String.valueOf(addressed.get(KIND)))
                .orElseThrow(() -> Refusal.of(
                                RefusalCode.POLICY_NOT_FOUND,
                                "There is no policy of this kind",
                                "allowed",
                                List.of(PolicyKind.values()).stream()
                                        .map(PolicyKind::key)
                                        .toList())
                        .asException());
    }

    private String document(PolicyKind kind, byte[] body) {
        try {
            return policies.document(
                    kind, UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
        } catch (CharacterCodingException e) {
            throw invalid(List.of(new InvalidField("body", "not-utf-8", "is not UTF-8")))
                    .asException();
        } catch (InvalidPolicyException e) {
            throw invalid(e.problems().stream().map(PolicyEndpoints::field).toList())
                    .asException();
        }
    }

    private static InvalidField field(PolicyProblem problem) {
        return new InvalidField(
                CommandReader.printable(problem.path().isEmpty() ? "body" : problem.path()),
                "bad-policy",
                "line " + problem.line() + ": " + CommandReader.printable(problem.reason()));
    }

    private static Refusal invalid(List<InvalidField> problems) {
        return new Refusal(
                RefusalCode.INVALID_POLICY, "The policy is not valid; the one in force stays", Map.of(), problems);
    }

    private static @Nullable Instant effectiveFrom(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw Refusal.invalid(EFFECTIVE_FROM, "wrong-type", "must be an instant such as 2026-03-02T10:15:30Z")
                    .asException();
        }
    }

    private void respond(HttpServletResponse response, PolicyKind kind, Accepted accepted) throws IOException {
        Long position = service.position(accepted, CommandService.POSITION_TIMEOUT);
        response.setStatus(HttpServletResponse.SC_CREATED);
        response.setHeader("Location", PATH.replace("{" + KIND + "}", kind.key()));
        response.setHeader("ETag", "\"" + accepted.version() + "\"");
        if (accepted.repeated()) {
            response.setHeader("Idempotent-Replayed", "true");
        }
        response.setContentType("application/json");
        ByteArrayOutputStream body = new ByteArrayOutputStream(100);
        try (JsonGenerator out = reader.mapper().createGenerator(body)) {
            out.writeStartObject();
            out.writeStringProperty(KIND, kind.key());
            out.writeNumberProperty("version", accepted.version());
            if (position == null) {
                out.writeNullProperty("position");
            } else {
                out.writeNumberProperty("position", position);
            }
            out.writeEndObject();
        }
        response.setContentLength(body.size());
        body.writeTo(response.getOutputStream());
    }
}
