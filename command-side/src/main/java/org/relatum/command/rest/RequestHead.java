package org.relatum.command.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.shell.Issuance;
import org.relatum.events.access.Caller;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** What the headers of a request say. */
final class RequestHead {
    static final String REASON = "Relatum-Reason";
    static final String SOURCE = "Relatum-Source";
    static final String CORRELATION_ID = "Correlation-Id";
    static final String CAUSATION_ID = "Causation-Id";
    static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    static final String IF_MATCH = "If-Match";

    private static final Set<String> YAML_OR_JSON =
            Set.of("application/yaml", "application/x-yaml", "text/yaml", "application/json");
    private static final Pattern ENTITY_TAG = Pattern.compile("\"([0-9]{1,18})\"");

    private RequestHead() {}

    /** Who sends the request, as the service made sure. */
    static Caller caller(HttpServletRequest request) {
        return Caller.of(request.getAttribute(Caller.ATTRIBUTE));
    }

    /** Who sends the request, why, and under which conditions. */
    static Issuance issuance(HttpServletRequest request) {
        return new Issuance(
                caller(request).name(),
                text(request, REASON),
                text(request, SOURCE),
                text(request, CORRELATION_ID),
                text(request, CAUSATION_ID),
                text(request, IDEMPOTENCY_KEY),
                expectedVersion(request.getHeader(IF_MATCH)));
    }

    /** {@code "3"} is a version; {@code *} asks for no more than that the stream exists, which every command to one does. */
    private static @Nullable Long expectedVersion(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.equals("*")) {
            return null;
        }
        Matcher tag = ENTITY_TAG.matcher(ifMatch.strip());
        if (!tag.matches()) {
            throw Refusal.invalid(IF_MATCH, "bad-version", "must be one strong entity tag such as \"3\"")
                    .asException();
        }
        return Long.valueOf(tag.group(1));
    }

    /** The container reads header bytes as Latin-1; what was sent as UTF-8 becomes that again. */
    private static @Nullable String text(HttpServletRequest request, String header) {
        String value = request.getHeader(header);
        if (value == null || value.chars().allMatch(c -> c < 0x80)) {
            return value;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return value;
        }
    }

    /** Refuses a body that is not JSON by its own account. */
    static void requireJson(HttpServletRequest request) {
        requireNoEncoding(request);
        String type = request.getContentType();
        if (MediaType.APPLICATION_JSON_VALUE.equals(type)) {
            return;
        }
        MediaType media = mediaType(type);
        if (!media.getSubtype().equals("json") && !media.getSubtype().endsWith("+json")
                || !media.getType().equals("application")) {
            throw unsupported("Send application/json");
        }
        requireUtf8(media);
    }

    /** Refuses a body that is neither YAML nor JSON by its own account. */
    static void requireYamlOrJson(HttpServletRequest request) {
        requireNoEncoding(request);
        MediaType media = mediaType(request.getContentType());
        if (!YAML_OR_JSON.contains(media.getType() + "/" + media.getSubtype())) {
            throw unsupported("Send application/yaml or application/json");
        }
        requireUtf8(media);
    }

    /** Refuses a body that is not newline-delimited JSON by its own account. */
    static void requireNdjson(HttpServletRequest request) {
        requireNoEncoding(request);
        MediaType media = mediaType(request.getContentType());
        String name = media.getType() + "/" + media.getSubtype();
        if (!name.equals("application/x-ndjson") && !name.equals("application/jsonl")) {
            throw unsupported("Send application/x-ndjson");
        }
        requireUtf8(media);
    }

    private static MediaType mediaType(@Nullable String type) {
        if (type == null) {
            throw unsupported("State the Content-Type");
        }
        try {
            return MediaType.parseMediaType(type);
        } catch (InvalidMediaTypeException e) {
            throw unsupported("The Content-Type can't be parsed");
        }
    }

    private static void requireUtf8(MediaType media) {
        Charset charset = charsetOf(media);
        if (charset != null && !charset.equals(StandardCharsets.UTF_8) && !charset.equals(StandardCharsets.US_ASCII)) {
            throw unsupported("Send UTF-8");
        }
    }

    private static void requireNoEncoding(HttpServletRequest request) {
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw unsupported("Send the body without a Content-Encoding");
        }
    }

    private static @Nullable Charset charsetOf(MediaType media) {
        try {
            return media.getCharset();
        } catch (IllegalArgumentException e) {
            throw unsupported("The charset is unknown");
        }
    }

    private static RuntimeException unsupported(String detail) {
        return Refusal.of(RefusalCode.UNSUPPORTED_MEDIA_TYPE, detail).asException();
    }
}
