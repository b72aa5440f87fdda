package org.relatum.server.access;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relatum.command.access.AccessJournal;
import org.relatum.command.language.Text;
import org.relatum.events.AccessEvent.KeyMade;
import org.relatum.events.access.Caller;
import org.relatum.events.access.Reach;
import org.relatum.events.access.Role;
import org.relatum.server.access.AccessProblem.InvalidField;
import org.relatum.server.access.ApiKeys.Made;
import org.relatum.server.access.ApiKeys.Wanted;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Making, listing and revoking keys. */
@RestController
@RequestMapping(path = "/api/v1/access/keys", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Access", description = "Keys, and who used them for what")
class KeyController {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final int LONGEST_PART = 200;
    private static final int LONGEST_BODY = 10_000;
    private static final int DEFAULT_DAYS = 365;
    private static final Set<String> FIELDS =
            Set.of("principal", "roles", "owner", "department", "expiresAt", "requestsPerSecond");

    private final ApiKeys keys;
    private final AccessJournal journal;

    KeyController(ApiKeys keys, AccessJournal journal) {
        this.keys = keys;
        this.journal = journal;
    }

    /** A key as it is listed. */
    @Schema(name = "ApiKey")
    record KeyAnswer(
            @Schema(description = "Names the key", example = "3f0c5a1b2c3d")
            String id,

            @Schema(
                    description =
                            "Who it makes its holder: the actor of what is recorded. Several keys may, so that one"
                                    + " can take over from another",
                    example = "web-shop")
            String principal,

            @Schema(
                    description = "Any of service, auditor, analyst, privacy-officer, administrator",
                    example = "[\"service\"]")
            List<String> roles,

            @Schema(description = "Only customers of this member of staff; null: any", example = "li.wei") @Nullable
            String owner,

            @Schema(description = "Only customers of this department; null: any", example = "sales-north") @Nullable
            String department,

            @Schema(description = "0: without limit; null: as configured", example = "50") @Nullable
            Integer requestsPerSecond,

            Instant madeAt,

            @Schema(description = "Principal who made it", example = "admin")
            String madeBy,

            @Schema(description = "From when it is refused; null: never") @Nullable
            Instant expiresAt,

            @Schema(description = "Since when it is refused; null: it was not revoked") @Nullable
            Instant revokedAt,

            @Schema(description = "Up to a minute old; null: never") @Nullable
            Instant lastUsedAt,

            ApiKey.State state) {
        static KeyAnswer of(ApiKey key, Instant now) {
            return new KeyAnswer(
                    key.id(),
                    key.principal(),
                    key.roles().stream().map(Role::label).sorted().toList(),
                    key.reach().owner(),
                    key.reach().department(),
                    key.requestsPerSecond(),
                    key.madeAt(),
                    key.madeBy(),
                    key.expiresAt(),
                    key.revokedAt(),
                    key.lastUsedAt(),
                    key.state(now));
        }
    }

    /** A key that was made. */
    @Schema(name = "MadeApiKey")
    record MadeAnswer(
            @Schema(description = "The key itself: this answer is the only one that says it")
            String token,

            KeyAnswer key) {}

    /** All keys. */
    @Schema(name = "ApiKeys")
    record KeysAnswer(List<KeyAnswer> items) {}

    /** What a new key shall be. */
    @Schema(name = "ApiKeyWanted")
    record KeyWanted(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, pattern = "[a-z0-9][a-z0-9._-]{0,62}")
            String principal,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            List<String> roles,

            @Nullable String owner,
            @Nullable String department,

            @Schema(description = "In a year when absent; null: never") @Nullable
            Instant expiresAt,

            @Schema(description = "0: without limit; as configured when absent", minimum = "0") @Nullable
            Integer requestsPerSecond) {}

    private static final String KEY = """
        {"id": "3f0c5a1b2c3d", "principal": "web-shop", "roles": ["service"], "owner": null, "department": "sales-north",
         "requestsPerSecond": 50, "madeAt": "2026-03-01T09:00:00Z", "madeBy": "admin",
         "expiresAt": "2027-03-01T09:00:00Z", "revokedAt": null, "lastUsedAt": null, "state": "VALID"}\
        """;

    @PostMapping(consumes = MediaType.ALL_VALUE)
    @Operation(
            operationId = "make-key",
            summary = "Make a key",
            description = "The answer is the only one that says the key. Repeating the request makes another one.",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = "application/json",
                                            schema = @Schema(implementation = KeyWanted.class),
                                            examples = @ExampleObject("""
                                                {"principal": "web-shop", "roles": ["service"], "department": "sales-north", "requestsPerSecond": 50}\
                                                """))),
            responses = {
                @ApiResponse(
                        responseCode = "201",
                        description = "The key",
                        content =
                                @Content(
                                        schema = @Schema(implementation = MadeAnswer.class),
                                        examples = @ExampleObject("{\"token\":"
                                                        + " \"rlt_4rCr1tQTHAXc4sJ0FfD5dZgnbWaJUU1J1mVVvM8Jm2E\","
                                                        + " \"key\": "
                                                        + KEY + "}"))),
                @ApiResponse(responseCode = "400", description = "`invalid-request`: what can't be understood is named")
            })
    MadeAnswer make(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Wanted wanted = wanted(request);
        String by = caller(request).name();
        Made made = keys.made(wanted, by);
        journal.made(
                by,
                new KeyMade(
                        journal.now(),
                        made.key().id(),
                        made.key().principal(),
                        made.key().roles().stream().map(Role::label).sorted().toList(),
                        made.key().reach().owner(),
                        made.key().reach().department(),
                        made.key().expiresAt()));
        response.setStatus(HttpServletResponse.SC_CREATED);
        response.setHeader("Cache-Control", "no-store");
        return new MadeAnswer(made.token(), KeyAnswer.of(made.key(), keys.now()));
    }

    @GetMapping
    @Operation(
            operationId = "list-keys",
            summary = "All keys, also those that are refused, without what they are",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "In the order they were made",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = KeysAnswer.class),
                                            examples = @ExampleObject("{\"items\": [" + KEY + "]}"))))
    KeysAnswer list() {
        Instant now = keys.now();
        return new KeysAnswer(
                keys.all().stream().map(key -> KeyAnswer.of(key, now)).toList());
    }

    @DeleteMapping("/{key}")
    @Operation(
            operationId = "revoke-key",
            summary = "Revoke a key",
            description = "It is refused from now on, by other nodes within a second. Repeating it changes nothing.",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The key as it is now",
                        content =
                                @Content(
                                        schema = @Schema(implementation = KeyAnswer.class),
                                        examples = @ExampleObject(KEY))),
                @ApiResponse(responseCode = "404", description = "`key-not-found`: no key has this id")
            })
    KeyAnswer revoke(
            @Parameter(description = "Id of the key", example = "3f0c5a1b2c3d") @PathVariable("key") String id,
            HttpServletRequest request) {
        ApiKey key =
                keys.revoke(id).orElseThrow(() -> AccessProblem.of(AccessCode.KEY_NOT_FOUND, "No key has this id"));
        journal.revoked(caller(request).name(), id);
        return KeyAnswer.of(key, keys.now());
    }

    private static Caller caller(HttpServletRequest request) {
        return Caller.of(request.getAttribute(Caller.ATTRIBUTE));
    }

    private Wanted wanted(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(LONGEST_BODY);
        JsonNode json;
        try {
            json = JsonMapper.shared().readTree(body);
        } catch (JacksonException e) {
            throw AccessProblem.invalid(List.of(new InvalidField("", "malformed-json", "the body is not JSON")));
        }
        List<InvalidField> errors = new ArrayList<>();
        if (!json.isObject()) {
            errors.add(new InvalidField("", "wrong-type", "the body must be an object"));
        }
        json.propertyNames().forEach(name -> {
            if (!FIELDS.contains(name)) {
                errors.add(new InvalidField(
                        Text.Rule.problemOf(name, LONGEST_PART) == null ? name : "",
                        "unknown-field",
                        "is no field of a key"));
            }
        });
        String principal = text(json, "principal", errors);
        if (principal == null) {
            errors.add(new InvalidField("principal", "required", "is required"));
        } else if (!NAME.matcher(principal).matches()) {
            errors.add(new InvalidField("principal", "bad-name", "must match " + NAME.pattern()));
        }
        Set<Role> roles = roles(json.path("roles"), errors);
        String owner = text(json, "owner", errors);
        String department = text(json, "department", errors);
        Instant expiresAt = expiry(json, errors);
        Integer limit = limit(json.path("requestsPerSecond"), errors);
        if (!errors.isEmpty() || principal == null) {
            throw AccessProblem.invalid(errors);
        }
        return new Wanted(principal, roles, new Reach(owner, department), limit, expiresAt);
    }

    private static @Nullable String text(JsonNode json, String field, List<InvalidField> errors) {
        JsonNode value = json.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            errors.add(new InvalidField(field, "wrong-type", "must be a text of 1 to " + LONGEST_PART + " characters"));
            return null;
        }
        String problem = Text.Rule.problemOf(value.asString(), LONGEST_PART);
        if (problem != null) {
            String[] parts = problem.split("\\|", 2);
            errors.add(new InvalidField(field, parts[0], parts[1]));
            return null;
        }
        return value.asString();
    }

    private static Set<Role> roles(JsonNode value, List<InvalidField> errors) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        if (!value.isArray() || value.isEmpty()) {
            errors.add(new InvalidField("roles", "required", "must be an array of at least one role"));
            return roles;
        }
        for (JsonNode one : value) {
            Role.labelled(one.isString() ? one.asString() : "")
                    .ifPresentOrElse(
                            roles::add,
                            () -> errors.add(new InvalidField(
                                    "roles",
                                    "not-allowed",
                                    "must be of "
                                            + Stream.of(Role.values())
                                                    .map(Role::label)
                                                    .collect(Collectors.joining(", ")))));
        }
        return roles;
    }

    private @Nullable Instant expiry(JsonNode json, List<InvalidField> errors) {
        JsonNode value = json.path("expiresAt");
        if (value.isMissingNode()) {
            return keys.now().plus(DEFAULT_DAYS, ChronoUnit.DAYS);
        }
        if (value.isNull()) {
            return null;
        }
        try {
            Instant at = Instant.parse(value.isString() ? value.asString() : "");
            if (!at.isAfter(keys.now())) {
                errors.add(new InvalidField("expiresAt", "in-the-past", "must lie ahead"));
            }
            return at;
        } catch (DateTimeException e) {
            errors.add(new InvalidField("expiresAt", "bad-instant", "must be an instant like 2027-01-01T00:00:00Z"));
            return null;
        }
    }

    private static @Nullable Integer limit(JsonNode value, List<InvalidField> errors) {
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
            errors.add(new InvalidField("requestsPerSecond", "wrong-type", "must be a whole number from 0"));
            return null;
        }
        return value.intValue();
    }
}
