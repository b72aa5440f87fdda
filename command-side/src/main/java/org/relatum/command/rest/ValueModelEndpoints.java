package org.relatum.command.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.InvalidField;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.RefusedException;
import org.relatum.command.shell.CommandService;
import org.relatum.command.shell.Outcome.Accepted;
import org.relatum.command.shell.StoreUnavailableException;
import org.relatum.command.value.RecordedFits;
import org.relatum.command.value.RecordedFits.Fit;
import org.relatum.command.value.ValueModels;
import org.relatum.command.value.ValueModels.Result;
import org.relatum.events.ValueModelEvent.ValueModelFitted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Fits of the value model: to run one, and to read those that were recorded. */
final class ValueModelEndpoints {
    static final String PATH = Api.ROOT + "/value-models";
    static final int MOST = 200;

    private static final Logger LOG = LoggerFactory.getLogger(ValueModelEndpoints.class);
    private static final String ID = "valueModel";
    private static final int USUALLY = 50;
    private static final Set<String> FIELDS = Set.of("model", "until", "knownAt");

    private final CommandService service;
    private final CommandReader reader;
    private final ValueModels models;
    private final RecordedFits fits;
    private final int maxBody;

    ValueModelEndpoints(CommandService service, CommandReader reader, ValueModels models, RecordedFits fits, Api api) {
        this.service = service;
        this.reader = reader;
        this.models = models;
        this.fits = fits;
        this.maxBody = Math.toIntExact(api.maxBody().toBytes());
    }

    void register(RequestMappingHandlerMapping mapping) throws NoSuchMethodException {
        register(mapping, RequestMethod.POST, PATH, "fit");
        register(mapping, RequestMethod.GET, PATH, "list");
        register(mapping, RequestMethod.GET, PATH + "/{" + ID + "}", "find");
    }

    private void register(RequestMappingHandlerMapping mapping, RequestMethod method, String path, String handler)
            throws NoSuchMethodException {
        mapping.registerMapping(
                RequestMappingInfo.paths(path)
                        .methods(method)
                        .options(mapping.getBuilderConfiguration())
                        .build(),
                this,
                ValueModelEndpoints.class.getDeclaredMethod(
                        handler, HttpServletRequest.class, HttpServletResponse.class));
    }

    /** Fits and records. */
    public void fit(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answering(response, () -> {
            byte[] body = CommandEndpoints.body(request, maxBody);
            RequestHead.requireJson(request);
            ValueModels.Request asked = read(reader.object(body, 0, body.length));
            switch (models.fit(asked, RequestHead.issuance(request))) {
                case Result.Refused refused -> Problem.respond(response, refused.refusal(), reader.mapper());
                case Result.Recorded recorded -> respond(response, recorded.accepted());
            }
        });
    }

    private void respond(HttpServletResponse response, Accepted accepted) throws IOException {
        Fit fit = fits.find(accepted.stream())
                .orElseThrow(() -> new IllegalStateException("a fit that was just recorded can't be found"));
        Long position = service.position(accepted, CommandService.POSITION_TIMEOUT);
        response.setStatus(HttpServletResponse.SC_CREATED);
        response.setHeader("Location", PATH + "/" + accepted.stream());
        response.setHeader("ETag", "\"" + accepted.version() + "\"");
        if (accepted.repeated()) {
            response.setHeader("Idempotent-Replayed", "true");
        }
        respond(response, out -> write(out, new Fit(fit.id(), fit.recordedAt(), position, fit.event())));
    }

    /** One recorded fit. */
    public void find(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answering(response, () -> {
            Map<?, ?> addressed = (Map<?, ?>) request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
            UUID id = CommandReader.uuid(String.valueOf(addressed.get(ID)));
            if (id == null) {
                throw Refusal.invalid(ID, "wrong-type", "must be a UUID").asException();
            }
            Fit fit = fits.find(id)
                    .orElseThrow(() -> Refusal.of(RefusalCode.VALUE_MODEL_NOT_FOUND, "No fit with this id is recorded")
                            .asException());
            response.setHeader("ETag", "\"1\"");
            respond(response, out -> write(out, fit));
        });
    }

    /** The recorded fits, newest first. */
    public void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answering(response, () -> {
            int limit = limit(request.getParameter("limit"));
            String before = request.getParameter("before");
            UUID start = before == null ? null : CommandReader.uuid(before);
            if (before != null && start == null) {
                throw Refusal.invalid("before", "wrong-type", "must be a UUID").asException();
            }
            List<Fit> page = fits.newest(start, limit + 1);
            respond(response, out -> {
                out.writeStartObject();
                out.writeArrayPropertyStart("items");
                page.stream().limit(limit).forEach(fit -> write(out, fit));
                out.writeEndArray();
                if (page.size() > limit) {
                    out.writeStringProperty("next", page.get(limit - 1).id().toString());
                } else {
                    out.writeNullProperty("next");
                }
                out.writeEndObject();
            });
        });
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return USUALLY;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // refused below, like a number that is out of range
        }
        throw Refusal.invalid("limit", "out-of-range", "must be a whole number from 1 to " + MOST)
                .asException();
    }

    private static ValueModels.Request read(ObjectNode body) {
        List<InvalidField> errors = new ArrayList<>(0);
        for (String name : body.propertyNames()) {
            if (!FIELDS.contains(name)) {
                errors.add(new InvalidField(
                        CommandReader.printable(name), "unknown-field", "is no field of this request"));
            }
        }
        String model = text(body, "model", errors);
        String until = text(body, "until", errors);
        Instant knownAt = body.hasNonNull("knownAt") ? instant(text(body, "knownAt", errors), errors) : null;
        if (model == null || until == null || !errors.isEmpty()) {
            throw Refusal.invalid(errors).asException();
        }
        return new ValueModels.Request(model, until, knownAt);
    }

    private static @Nullable String text(ObjectNode body, String field, List<InvalidField> errors) {
        JsonNode value = body.get(field);
        if (value == null || value.isNull()) {
            errors.add(new InvalidField(field, "required", "is required"));
            return null;
        }
        if (!value.isString()) {
            errors.add(new InvalidField(field, "wrong-type", "must be text"));
            return null;
        }
        return value.stringValue();
    }

    private static @Nullable Instant instant(@Nullable String text, List<InvalidField> errors) {
        if (text == null) {
            return null;
        }
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            if (instant.getNano() % 1_000 == 0) {
                return instant;
            }
            errors.add(new InvalidField("knownAt", "too-precise", "is finer than a microsecond"));
        } catch (DateTimeException e) {
            errors.add(new InvalidField("knownAt", "wrong-type", "must be an instant such as 2026-03-02T10:15:30Z"));
        }
        return null;
    }

    private void write(JsonGenerator out, Fit fit) {
        ValueModelFitted event = fit.event();
        out.writeStartObject();
        out.writeStringProperty("valueModelId", fit.id().toString());
        out.writeNumberProperty("version", 1);
        if (fit.position() == null) {
            out.writeNullProperty("position");
        } else {
            out.writeNumberProperty("position", fit.position());
        }
        out.writeStringProperty("recordedAt", fit.recordedAt().toString());
        out.writeStringProperty("model", event.model());
        out.writeStringProperty("until", models.lastDay(event).toString());
        out.writeStringProperty("dataBefore", event.until().toString());
        out.writeStringProperty("knownAt", event.knownAt().toString());
        out.writeNumberProperty("dataPosition", event.dataPosition());
        out.writeNumberProperty("customers", event.customers());
        out.writeNumberProperty("repeaters", event.repeaters());
        out.writeObjectPropertyStart("parameters");
        event.parameters().forEach(out::writeNumberProperty);
        out.writeEndObject();
        out.writeNumberProperty("logLikelihood", event.logLikelihood());
        out.writeEndObject();
    }

    private void respond(HttpServletResponse response, Writing writing) throws IOException {
        response.setContentType("application/json");
        ByteArrayOutputStream body = new ByteArrayOutputStream(500);
        try (JsonGenerator out = reader.mapper().createGenerator(body)) {
            writing.to(out);
        }
        response.setContentLength(body.size());
        body.writeTo(response.getOutputStream());
    }

    private void answering(HttpServletResponse response, Answering answering) throws IOException {
        try {
            answering.answer();
        } catch (RefusedException e) {
            Problem.respond(response, e.refusal(), reader.mapper());
        } catch (StoreUnavailableException | DataAccessException | TransactionException e) {
            LOG.warn("The event store does not answer", e);
            Problem.respond(response, CommandEndpoints.storeUnavailable(), reader.mapper());
        }
    }

    private interface Answering {
        void answer() throws IOException;
    }

    private interface Writing {
        void to(JsonGenerator out);
    }
}
