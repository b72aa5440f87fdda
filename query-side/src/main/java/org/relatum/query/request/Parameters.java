package org.relatum.query.request;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.relatum.events.access.Caller;
import org.relatum.query.request.QueryProblem.InvalidParameter;

/**
 * The parameters of one request, read by name. What is wrong is gathered; {@link #done} refuses it all at once, together with
 * parameters that nobody has asked for.
 */
public final class Parameters {
    /** Most items on a page. */
    public static final int MOST = 500;

    private static final Set<String> OF_A_PAGE = Set.of("cursor", "limit", "minVersion", "minPosition");
    private static final int LONGEST = 200;
    private static final int LONGEST_CURSOR = 8_000;
    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private final Map<String, List<String>> given = new LinkedHashMap<>();
    private final Set<String> known = new TreeSet<>();
    private final List<InvalidParameter> errors = new ArrayList<>();
    private final @Nullable Object caller;

    private Parameters(@Nullable String query, @Nullable Object caller) {
        this.caller = caller;
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                if (!pair.isEmpty()) {
                    int equals = pair.indexOf('=');
                    String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
                    String value = decoded(equals < 0 ? "" : pair.substring(equals + 1));
                    if (name != null && value != null) {
                        given.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
                    }
                }
            }
        }
    }

    /** Those of the address; a body's are none. */
    public static Parameters of(HttpServletRequest request) {
        return new Parameters(request.getQueryString(), request.getAttribute(Caller.ATTRIBUTE));
    }

    /** Who asks. */
    public Caller caller() {
        return Caller.of(caller);
    }

    /** Those of the part of an address behind the question mark; null: none. */
    static Parameters of(@Nullable String query) {
        return new Parameters(query, null);
    }

    private @Nullable String decoded(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * 3);
        try {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '%') {
                    if (i + 2 >= text.length()) {
                        throw new NumberFormatException("cut off");
                    }
                    int high = Character.digit(text.charAt(i + 1), 16);
                    int low = Character.digit(text.charAt(i + 2), 16);
                    if (high < 0 || low < 0) {
                        throw new NumberFormatException("not hexadecimal");
                    }
                    bytes.put((byte) (high << 4 | low));
                    i += 2;
                } else if (c == '+') {
                    bytes.put((byte) ' ');
                } else {
                    bytes.put(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                }
            }
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (NumberFormatException | CharacterCodingException e) {
            wrong("query", "malformed", "is not percent-encoded UTF-8");
            return null;
        }
    }

    /** The customer's id in the path. */
    public UUID id(String text) {
        return id("customer", text);
    }

    /** An id in the path. */
    public UUID id(String field, String text) {
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equalsIgnoreCase(text)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the refusal.
        }
        wrong(field, "bad-uuid", "is not a UUID");
        return new UUID(0, 0);
    }

    /** A name in the path. */
    public String name(String field, String text) {
        if (text.isBlank()) {
            wrong(field, "blank", "has no value");
        } else {
            clean(field, text, LONGEST);
        }
        return text;
    }

    /** An instant; a bare date is its beginning in UTC. */
    public @Nullable Instant instant(String name) {
        return single(name, text -> {
            Instant instant;
            try {
                instant = instantOf(text);
            } catch (DateTimeException e) {
                return wrong(
                        name,
                        "bad-instant",
                        "is not an instant like 2026-01-31T12:00:00.123456Z or a date like 2026-01-31 (a plus sign is"
                                + " written %2B)");
            }
            if (instant.getNano() % 1_000 != 0) {
                return wrong(name, "too-precise", "is finer than a microsecond");
            }
            if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
                return wrong(name, "out-of-range", "is not between " + EARLIEST + " and " + LATEST);
            }
            return instant;
        });
    }

    private static Instant instantOf(String text) {
        return text.indexOf('T') < 0
                ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                : OffsetDateTime.parse(text).toInstant();
    }

    /** A whole number that is not negative. */
    public @Nullable Long count(String name) {
        return single(name, text -> {
            try {
                long number = Long.parseLong(text);
                if (number >= 0) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Falls through to the refusal.
            }
            return wrong(name, "bad-number", "is not a whole number from 0 on");
        });
    }

    /** How many items to answer at most. */
    public int limit(int otherwise) {
        Integer limit = single("limit", text -> {
            try {
                int number = Integer.parseInt(text);
                if (number >= 1 && number <= MOST) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Falls through to the refusal.
            }
            return wrong("limit", "bad-number", "is not a whole number from 1 to " + MOST);
        });
        return limit == null ? otherwise : limit;
    }

    /** True or false. */
    public @Nullable Boolean flag(String name) {
        return single(name, text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> wrong(name, "bad-boolean", "is neither true nor false");
        });
    }

    /** A text. */
    public @Nullable String text(String name) {
        return single(name, text -> clean(name, text, LONGEST));
    }

    /** Where a page before ended, as its answer said; {@link Cursors} opens it. */
    public @Nullable String cursor() {
        return single("cursor", text -> clean("cursor", text, LONGEST_CURSOR));
    }

    /** Texts, one for each time the parameter is given. */
    public Set<String> texts(String name) {
        return several(name, false, text -> clean(name, text, LONGEST));
    }

    /** Words out of a fixed list, one for each time the parameter is given, or separated by commas. */
    public Set<String> words(String name, Set<String> allowed) {
        return several(
                name,
                true,
                text -> allowed.contains(text)
                        ? text
                        : wrong(name, "not-allowed", "is not one of " + String.join(", ", new TreeSet<>(allowed))));
    }

    /** Constants, one for each time the parameter is given, or separated by commas. */
    public <E extends Enum<E>> Set<E> constants(String name, Class<E> type) {
        return several(name, true, text -> {
            for (E constant : type.getEnumConstants()) {
                if (constant.name().equals(text)) {
                    return constant;
                }
            }
            return wrong(
                    name,
                    "not-allowed",
                    "is not one of "
                            + String.join(
                                    ", ",
                                    Arrays.stream(type.getEnumConstants())
                                            .map(Enum::name)
                                            .toList()));
        });
    }

    private <T> @Nullable T single(String name, Function<String, @Nullable T> reader) {
        known.add(name);
        List<String> values = given.getOrDefault(name, List.of());
        if (values.isEmpty()) {
            return null;
        }
        if (values.size() > 1) {
            return wrong(name, "repeated", "is given " + values.size() + " times");
        }
        return values.getFirst().isBlank() ? wrong(name, "blank", "has no value") : reader.apply(values.getFirst());
    }

    private <T> Set<T> several(String name, boolean commas, Function<String, @Nullable T> reader) {
        known.add(name);
        Set<T> values = new LinkedHashSet<>();
        for (String text : given.getOrDefault(name, List.of())) {
            for (String part : commas ? text.split(",", -1) : new String[] {text}) {
                T value = part.isBlank() ? wrong(name, "blank", "has no value") : reader.apply(part);
                if (value != null) {
                    values.add(value);
                }
            }
        }
        return values;
    }

    private @Nullable String clean(String name, String text, int longest) {
        if (text.length() > longest) {
            return wrong(name, "too-long", "has more than " + longest + " characters");
        }
        return text.chars().anyMatch(Character::isISOControl)
                ? wrong(name, "bad-text", "has a control character")
                : text;
    }

    /** Notes that a parameter can't be understood. */
    public <T> @Nullable T wrong(String name, String code, String reason) {
        errors.add(new InvalidParameter(name, code, reason));
        return null;
    }

    /**
     * What was asked for and given, in a form that is equal when they are, without what may differ from page to page. To be called
     * when everything else was read.
     */
    String fingerprint() {
        StringBuilder text = new StringBuilder();
        for (String name : known) {
            if (!OF_A_PAGE.contains(name)) {
                for (String value : given.getOrDefault(name, List.of())) {
                    text.append(name).append('=').append(value).append('\n');
                }
            }
        }
        return text.toString();
    }

    /**
     * Ends the reading.
     *
     * @throws QueryProblem when something is wrong
     */
    public void done() {
        for (String name : given.keySet()) {
            if (!known.contains(name)) {
                String shown = name.length() > LONGEST ? name.substring(0, LONGEST) + "…" : name;
                wrong(
                        shown,
                        "unknown-parameter",
                        known.isEmpty()
                                ? "is not known; there are none here"
                                : "is not known; there are " + String.join(", ", known));
            }
        }
        if (!errors.isEmpty()) {
            throw QueryProblem.invalid(errors);
        }
    }
}
