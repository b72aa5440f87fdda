package org.relatum.command.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.command.ingest.ImportReport;
import org.relatum.command.ingest.Imports;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.RefusedException;
import org.relatum.command.shell.Issuance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.core.JsonGenerator;

/** Takes a file as the body of a request, and tells line by line what becomes of it. */
final class ImportEndpoint {
    static final String PATH = Api.ROOT + "/imports";
    static final List<String> PARAMETERS = List.of("format", "columns", "system", "dates", "currency");

    private static final Logger LOG = LoggerFactory.getLogger(ImportEndpoint.class);

    private final CommandReader reader;
    private final Imports imports;

    ImportEndpoint(CommandReader reader, Imports imports) {
        this.reader = reader;
        this.imports = imports;
    }

    void register(RequestMappingHandlerMapping mapping) throws NoSuchMethodException {
        mapping.registerMapping(
                RequestMappingInfo.paths(PATH)
                        .methods(RequestMethod.POST)
                        .options(mapping.getBuilderConfiguration())
                        .build(),
                this,
                ImportEndpoint.class.getDeclaredMethod("serve", HttpServletRequest.class, HttpServletResponse.class));
    }

    /** Answers one request. */
    public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try (Imports.Prepared prepared = prepare(request)) {
            response.setStatus(HttpServletResponse.SC_OK);
            response.setContentType("application/x-ndjson");
            OutputStream out = response.getOutputStream();
            prepared.run(report -> write(out, report));
        } catch (RefusedException e) {
            Problem.respond(response, e.refusal(), reader.mapper());
        } catch (UncheckedIOException e) {
            LOG.debug("The client of an import went away", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Imports.Prepared prepare(HttpServletRequest request) throws IOException {
        Map<String, String> parameters = parameters(request.getQueryString());
        requireFile(request);
        Issuance issuance = issuance(request, Objects.requireNonNullElse(parameters.get("format"), ""));
        return imports.prepare(
                new Imports.Request(
                        parameters.get("format"),
                        parameters.get("columns"),
                        parameters.get("system"),
                        parameters.get("dates"),
                        parameters.get("currency")),
                request.getInputStream(),
                issuance);
    }

    private void requireFile(HttpServletRequest request) {
        String type = request.getContentType();
        if (type != null && type.startsWith("multipart/")) {
            throw Refusal.of(RefusalCode.UNSUPPORTED_MEDIA_TYPE, "Send the file itself as the body, not a form with it")
                    .asException();
        }
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw Refusal.of(RefusalCode.UNSUPPORTED_MEDIA_TYPE, "Send the body without a Content-Encoding")
                    .asException();
        }
        if (request.getContentLengthLong() > imports.maxFileSize().toBytes()) {
            throw Imports.tooLarge(imports.maxFileSize()).asException();
        }
    }

    /** Every row's command has a key of its own, so the request needs none; what they have in common they say. */
    private static Issuance issuance(HttpServletRequest request, String format) {
        if (request.getHeader(RequestHead.IF_MATCH) != null) {
            throw Refusal.invalid(RequestHead.IF_MATCH, "not-allowed", "belongs to one command, not to a file")
                    .asException();
        }
        Issuance head = RequestHead.issuance(request);
        return new Issuance(
                head.actor(),
                head.reason(),
                Objects.requireNonNullElse(head.channel(), "import:" + CommandReader.printable(format)),
                Objects.requireNonNullElse(head.correlationId(), "import:" + UUID.randomUUID()),
                head.causationId(),
                null,
                null);
    }

    /**
     * Not the container's parameters: it would take a body that a client sends as a form, which many do when nobody tells them
     * otherwise, for parameters.
     */
    private static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> parameters = new HashMap<>();
        if (query == null) {
            return parameters;
        }
        for (String pair : query.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (!PARAMETERS.contains(name)) {
                throw Refusal.invalid(CommandReader.printable(name), "unknown-field", "is no parameter of an import")
                        .asException();
            }
            if (parameters.put(name, equals < 0 ? "" : decoded(pair.substring(equals + 1))) != null) {
                throw Refusal.invalid(name, "repeated", "is stated more than once")
                        .asException();
            }
        }
        parameters.values().removeIf(String::isEmpty);
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("", "bad-address", "the parameters of the address can't be read")
                    .asException();
        }
    }

    private void write(OutputStream out, ImportReport report) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(200);
        try (JsonGenerator json = reader.mapper().createGenerator(line)) {
            json.writeStartObject();
            json.writeName(
                    switch (report) {
                        case ImportReport.Progress progress -> "progress";
                        case ImportReport.Refused refused -> "refused";
                        case ImportReport.Summary summary -> "summary";
                        case ImportReport.Failed failed -> "error";
                    });
            json.writePOJO(report);
            json.writeEndObject();
        }
        line.write('\n');
        try {
            line.writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
