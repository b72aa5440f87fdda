package org.relatum.command.rest;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import org.relatum.command.language.InvalidField;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Writes refusals as problem details (RFC 9457), with the stable {@code code} and, for bad input, the {@code errors}. */
final class Problem {
    static final String MEDIA_TYPE = "application/problem+json";
    private static final String TYPE = "urn:relatum:problem:";
    private static final String RETRY_AFTER_SECONDS = "1";

    private Problem() {}

    /** The type's URI: a name, not an address. */
    static String typeOf(RefusalCode code) {
        return TYPE + code.code();
    }

    static void respond(HttpServletResponse response, Refusal refusal, JsonMapper json) throws IOException {
        RefusalCode code = refusal.code();
        response.setStatus(code.status());
        if (code == RefusalCode.STORE_UNAVAILABLE || code == RefusalCode.CONCURRENT_CHANGE) {
            response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
        }
        if (refusal.facts().get("currentVersion") instanceof Long version) {
            response.setHeader("ETag", "\"" + version + "\"");
        }
        response.setContentType(MEDIA_TYPE);
        byte[] body = bytes(refusal, json);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static byte[] bytes(Refusal refusal, JsonMapper json) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator out = json.createGenerator(text)) {
            write(out, refusal);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    static void write(JsonGenerator out, Refusal refusal) {
        RefusalCode code = refusal.code();
        out.writeStartObject();
        out.writeStringProperty("type", typeOf(code));
        out.writeStringProperty("title", code.title());
        out.writeNumberProperty("status", code.status());
        out.writeStringProperty("code", code.code());
        out.writeStringProperty("detail", refusal.detail());
        new TreeMap<>(refusal.facts()).forEach(out::writePOJOProperty);
        if (!refusal.errors().isEmpty()) {
            out.writeArrayPropertyStart("errors");
            for (InvalidField error : refusal.errors()) {
                out.writeStartObject();
                out.writeStringProperty("field", error.field());
                out.writeStringProperty("code", error.code());
                out.writeStringProperty("reason", error.reason());
                out.writeEndObject();
            }
            out.writeEndArray();
        }
        out.writeEndObject();
    }
}
