package org.relatum.command.rest;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.relatum.command.language.Decimal;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.Text;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.web.bind.annotation.RequestMethod;
import tools.jackson.databind.JsonNode;

/** Describes the endpoints of the commands in OpenAPI 3.1, from the table of commands and the rules on their records. */
final class OpenApiOfCommands implements OpenApiCustomizer {
    private static final String JSON = "application/json";
    private static final String NDJSON = "application/x-ndjson";
    private static final UUID CUSTOMER = UUID.fromString("0198f3a2-1b2c-7d3e-8f40-5a6b7c8d9e0f");
    private static final UUID PRODUCT = UUID.fromString("6f1c2d3e-4a5b-8c6d-9e7f-0a1b2c3d4e5f");
    /** What an example has where the address has a field. */
    private static final Map<String, String> ADDRESS_EXAMPLES = Map.ofEntries(
            Map.entry(CommandType.CUSTOMER, CUSTOMER.toString()),
            Map.entry("contactPoint", "5f0c9a3b7e21"),
            Map.entry("duplicate", "0198f3a2-7c4e-7d10-9a55-3f0c5a1b2c3d"),
            Map.entry("care", "birthday-2027"),
            Map.entry("order", "A-1001"),
            Map.entry("need", "gift-advice"),
            Map.entry("commitment", "catalogue"),
            Map.entry("caseId", "S-77"),
            Map.entry("referral", "ref-7"),
            Map.entry("staff", "staff-17"),
            Map.entry("flag", "f-1"),
            Map.entry("hold", "5f0c9a3b7e21"),
            Map.entry("survey", "0198f3a2-8d5f-7e21-8b66-4a1d6b2c3d4e"),
            Map.entry("improvement", "0198f3a2-9e60-7f32-9c77-5b2e7c3d4e5f"),
            Map.entry("article", "0198f3a2-af71-7043-8d88-6c3f8d4e5f60"),
            Map.entry(CommandType.SKU, "TEA-100"));
    /** Fields of an address that are UUIDs. */
    private static final Set<String> UUIDS =
            Set.of(CommandType.CUSTOMER, "duplicate", "survey", "improvement", "article");
    /** Reasons that have nothing to do with what a command means. */
    private static final Set<RefusalCode> READING = EnumSet.of(
            RefusalCode.INVALID_REQUEST,
            RefusalCode.MALFORMED_JSON,
            RefusalCode.TOO_LARGE,
            RefusalCode.UNSUPPORTED_MEDIA_TYPE);

    private static final Set<RefusalCode> SERVICE =
            EnumSet.of(RefusalCode.FORBIDDEN, RefusalCode.INTERNAL_ERROR, RefusalCode.STORE_UNAVAILABLE);

    private final CommandReader reader;

    OpenApiOfCommands(CommandReader reader) {
        this.reader = reader;
    }

    @Override
    public void customise(OpenAPI api) {
        api.setInfo(new Info()
                .title("Relatum")
                .version("v1")
                .description(
                        "Event-sourced CRM: commands become facts, read models are folds of them. Problems are RFC 9457"
                                + " and carry a stable `code`."));
        if (api.getComponents() == null) {
            api.setComponents(new Components());
        }
        if (api.getPaths() == null) {
            api.setPaths(new Paths());
        }
        Components components = api.getComponents();
        headers(components);
        components.addSchemas("Problem", problemSchema());
        components.addSchemas("CommandAnswer", answerSchema());
        for (CommandType type : CommandType.values()) {
            PathItem item = api.getPaths().computeIfAbsent(Api.ROOT + type.path(), path -> new PathItem());
            item.operation(PathItem.HttpMethod.valueOf(type.method().name()), operation(type, components));
        }
        api.getPaths().addPathItem(Api.ROOT + "/commands", new PathItem().post(stream()));
    }

    private Operation operation(CommandType type, Components components) {
        Operation operation = new Operation()
                .operationId(type.wireName())
                .addTagsItem(type.family().tag())
                .summary(type.summary())
                .description(type.description())
                .responses(responses(type));
        for (String field : fieldsOf(type.path())) {
            operation.addParametersItem(new Parameter()
                    .name(field)
                    .in("path")
                    .required(true)
                    .schema(UUIDS.contains(field) ? typed("string").format("uuid") : typed("string"))
                    .example(ADDRESS_EXAMPLES.get(field)));
        }
        Schema<?> schema = recordSchema(type.command(), Set.copyOf(type.pathFields()), components);
        if (type.method() == RequestMethod.DELETE) {
            schema.getProperties()
                    .forEach((name, property) -> operation.addParametersItem(
                            new Parameter().name(name).in("query").schema(property)));
        } else {
            String name = type.command().getSimpleName();
            components.addSchemas(name, schema);
            operation.setRequestBody(new RequestBody()
                    .required(schema.getRequired() != null)
                    .content(new Content()
                            .addMediaType(
                                    JSON,
                                    new MediaType()
                                            .schema(ref(name))
                                            .example(reader.mapper().readValue(type.example(), Object.class)))));
        }
        for (String header : HEADERS.keySet()) {
            operation.addParametersItem(new Parameter().$ref("#/components/parameters/" + header));
        }
        return operation;
    }

    private static List<String> fieldsOf(String path) {
        return Arrays.stream(path.split("/"))
                .filter(segment -> segment.startsWith("{"))
                .map(segment -> segment.substring(1, segment.length() - 1))
                .toList();
    }

    private ApiResponses responses(CommandType type) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                type.family().streamField(),
                ADDRESS_EXAMPLES.getOrDefault(type.family().streamField().replaceFirst("Id$", ""), PRODUCT.toString()));
        answer.put("version", 4);
        answer.put("position", 128);
        type.createdField().ifPresent(field -> answer.put(field, createdExample(type, field)));
        ApiResponse success = new ApiResponse()
                .description("Recorded, or recorded before with the same Idempotency-Key")
                .addHeaderObject("ETag", header("The version, as a strong entity tag", "\"4\""))
                .addHeaderObject("Idempotent-Replayed", header("`true` when this is the first answer again", "true"))
                .content(new Content()
                        .addMediaType(
                                JSON,
                                new MediaType().schema(ref("CommandAnswer")).example(answer)));
        if (type.createdField().isPresent()) {
            success.addHeaderObject("Location", header("Address of what was made", locationExample(type, answer)));
        }
        ApiResponses responses =
                new ApiResponses().addApiResponse(type.createdField().isPresent() ? "201" : "200", success);
        Set<RefusalCode> codes = EnumSet.copyOf(type.refusals());
        codes.addAll(SERVICE);
        if (type.method() == RequestMethod.DELETE) {
            codes.add(RefusalCode.INVALID_REQUEST);
        } else {
            codes.addAll(READING);
        }
        addProblems(responses, codes);
        return responses;
    }

    private String createdExample(CommandType type, String field) {
        if (!type.example().isEmpty()
                && reader.mapper().readTree(type.example()).get(field) instanceof JsonNode given) {
            return given.asString();
        }
        return ADDRESS_EXAMPLES.getOrDefault(field.replaceFirst("Id$", ""), CUSTOMER.toString());
    }

    private static String locationExample(CommandType type, Map<String, Object> answer) {
        String path = type.path();
        for (Map.Entry<String, String> field : ADDRESS_EXAMPLES.entrySet()) {
            path = path.replace("{" + field.getKey() + "}", field.getValue());
        }
        return Api.ROOT + path + "/" + answer.get(type.createdField().orElseThrow());
    }

    static void addProblems(ApiResponses responses, Set<RefusalCode> codes) {
        Map<Integer, List<RefusalCode>> byStatus =
                codes.stream().collect(Collectors.groupingBy(RefusalCode::status, TreeMap::new, Collectors.toList()));
        byStatus.forEach((status, ofStatus) -> {
            MediaType media = new MediaType().schema(ref("Problem"));
            for (RefusalCode code : ofStatus) {
                media.addExamples(
                        code.code(), new Example().summary(code.title()).value(problemExample(code)));
            }
            responses.addApiResponse(
                    Integer.toString(status),
                    new ApiResponse()
                            .description(ofStatus.stream()
                                    .map(code -> "`" + code.code() + "`: " + code.title())
                                    .collect(Collectors.joining("; ")))
                            .content(new Content().addMediaType(Problem.MEDIA_TYPE, media)));
        });
    }

    private static Map<String, Object> problemExample(RefusalCode code) {
        Refusal refusal = switch (code) {
            case INVALID_REQUEST -> Refusal.invalid("lines[0].quantity", "not-positive", "must be greater than zero");
            case VERSION_CONFLICT ->
                Refusal.of(code, "The command expects version 3, the stream has version 4", "currentVersion", 4);
            case CUSTOMER_MERGED ->
                Refusal.of(
                        code, "The customer was merged; facts belong to the survivor", "survivor", CUSTOMER.toString());
            default -> Refusal.of(code, code.title());
        };
        Map<String, Object> example = new LinkedHashMap<>();
        example.put("type", Problem.typeOf(code));
        example.put("title", code.title());
        example.put("status", code.status());
        example.put("code", code.code());
        example.put("detail", refusal.detail());
        example.putAll(refusal.facts());
        if (!refusal.errors().isEmpty()) {
            example.put(
                    "errors",
                    refusal.errors().stream()
                            .map(e -> Map.of("field", e.field(), "code", e.code(), "reason", e.reason()))
                            .toList());
        }
        return example;
    }

    private Operation stream() {
        List<Map<String, Object>> lines = List.of(
                line(CommandType.REGISTER_CUSTOMER, "sign-up-4711"), line(CommandType.PLACE_ORDER, "shop-A-1001"));
        String request = lines.stream()
                .map(line -> reader.mapper().writeValueAsString(line))
                .collect(Collectors.joining("\n", "", "\n"));
        Map<String, Object> accepted = new LinkedHashMap<>();
        accepted.put("index", 0);
        accepted.put("status", 201);
        accepted.put("answer", Map.of("customerId", CUSTOMER.toString(), "version", 3, "position", 127));
        Map<String, Object> refused = new LinkedHashMap<>();
        refused.put("index", 1);
        refused.put("status", 409);
        refused.put("problem", problemExample(RefusalCode.ORDER_ALREADY_RECORDED));
        String results = reader.mapper().writeValueAsString(accepted) + "\n"
                + reader.mapper().writeValueAsString(refused) + "\n";
        ApiResponses responses = new ApiResponses()
                .addApiResponse(
                        "200",
                        new ApiResponse()
                                .description(
                                        "A result a line, in the order of the input: `index` (of the line, from 0),"
                                                + " `status`, and `answer` or `problem`")
                                .content(new Content()
                                        .addMediaType(
                                                NDJSON,
                                                new MediaType()
                                                        .schema(typed("string"))
                                                        .example(results))));
        addProblems(
                responses,
                EnumSet.of(
                        RefusalCode.INVALID_REQUEST, RefusalCode.UNSUPPORTED_MEDIA_TYPE, RefusalCode.INTERNAL_ERROR));
        Operation operation = new Operation()
                .operationId("stream-commands")
                .addTagsItem("Streams of commands")
                .summary("Send a stream of mixed commands")
                .description("Newline-delimited JSON. A line has `command` (one of "
                        + Arrays.stream(CommandType.values())
                                .map(type -> "`" + type.wireName() + "`")
                                .collect(Collectors.joining(", "))
                        + "), `customer` or `product` (the SKU) where the command's address has one, `data` (the"
                        + " command's body, with those fields of its address that are left), and optionally `key`,"
                        + " `ifMatch`, `reason`, `correlationId`, `causationId`. Lines about one customer are carried"
                        + " out in their order, others side by side; a line about anything else waits for all lines"
                        + " before it. A bad line does not stop the rest. Read the results while sending.")
                .requestBody(new RequestBody()
                        .required(true)
                        .content(new Content()
                                .addMediaType(
                                        NDJSON,
                                        new MediaType().schema(typed("string")).example(request))))
                .responses(responses);
        for (String header : HEADERS.keySet()) {
            if (!header.equals(RequestHead.IDEMPOTENCY_KEY) && !header.equals(RequestHead.IF_MATCH)) {
                operation.addParametersItem(new Parameter().$ref("#/components/parameters/" + header));
            }
        }
        return operation;
    }

    private Map<String, Object> line(CommandType type, String key) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("command", type.wireName());
        if (type.needsCustomer()) {
            line.put("customer", CUSTOMER.toString());
        }
        line.put("key", key);
        line.put("data", reader.mapper().readValue(type.example(), Object.class));
        return line;
    }

    static final Map<String, String> HEADERS = new LinkedHashMap<>();

    static {
        HEADERS.put(
                RequestHead.IDEMPOTENCY_KEY,
                "A repetition with the same key, of the same actor, and the same command gets the first answer again");
        HEADERS.put(RequestHead.IF_MATCH, "The version the command expects, as a strong entity tag");
        HEADERS.put(RequestHead.REASON, "Why, in free text; stored encrypted");
        HEADERS.put(RequestHead.SOURCE, "The source system");
        HEADERS.put(RequestHead.CORRELATION_ID, "Common to everything that one outside request causes");
        HEADERS.put(RequestHead.CAUSATION_ID, "What directly causes the command");
    }

    private static void headers(Components components) {
        HEADERS.forEach((name, description) -> components.addParameters(
                name,
                new Parameter().name(name).in("header").description(description).schema(typed("string"))));
    }

    static Header header(String description, String example) {
        return new Header().description(description).schema(typed("string")).example(example);
    }

    private static Schema<?> problemSchema() {
        Schema<?> error = object().addProperty("field", typed("string"))
                .addProperty("code", typed("string"))
                .addProperty("reason", typed("string"));
        Schema<?> schema = object().addProperty("type", typed("string").format("uri"))
                .addProperty("title", typed("string"))
                .addProperty("status", typed("integer"))
                .addProperty("code", typed("string").description("Stable; what a program decides by"))
                .addProperty("detail", typed("string"))
                .addProperty("instance", typed("string").format("uri-reference"))
                .addProperty("errors", typed("array").items(error));
        schema.setRequired(List.of("type", "title", "status", "code", "detail"));
        return schema;
    }

    private static Schema<?> answerSchema() {
        Schema<?> schema = object();
        CommandFamily.streamFields()
                .forEach(field -> schema.addProperty(field, typed("string").format("uuid")));
        schema.addProperty("version", typed("integer").format("int64").description("Number of events in the stream"))
                .addProperty(
                        "position",
                        types("integer", "null")
                                .format("int64")
                                .description(
                                        "Of the command's last event in the log; null when it is not known in time"));
        schema.setRequired(List.of("version", "position"));
        return schema;
    }

    static Schema<?> recordSchema(Class<?> type, Set<String> without, Components components) {
        Schema<?> schema = object().additionalProperties(false);
        List<String> required = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            if (without.contains(component.getName())) {
                continue;
            }
            Field field = fieldOf(type, component.getName());
            schema.addProperty(component.getName(), withRules(schemaOf(field.getGenericType(), components), field));
            Size size = field.getAnnotation(Size.class);
            if (field.isAnnotationPresent(NotNull.class) || size != null && size.min() > 0) {
                required.add(component.getName());
            }
        }
        if (!required.isEmpty()) {
            schema.setRequired(required);
        }
        return schema;
    }

    private static Field fieldOf(Class<?> type, String name) {
        try {
            return type.getDeclaredField(name);
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("a record has a field for each component", e);
        }
    }

    private static Schema<?> schemaOf(Type type, Components components) {
        if (type instanceof ParameterizedType list) {
            return typed("array").items(schemaOf(list.getActualTypeArguments()[0], components));
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isEnum()) {
            Schema<String> schema = new Schema<>();
            schema.addType("string");
            for (Object constant : raw.getEnumConstants()) {
                schema.addEnumItemObject(constant.toString());
            }
            return schema;
        }
        if (raw.isRecord()) {
            components.addSchemas(raw.getSimpleName(), recordSchema(raw, Set.of(), components));
            return ref(raw.getSimpleName());
        }
        return switch (raw.getSimpleName()) {
            case "Boolean" -> typed("boolean");
            case "Integer" -> typed("integer").format("int32");
            case "Long" -> typed("integer").format("int64");
            case "BigDecimal" -> types("string", "number").format("decimal");
            case "Instant" -> typed("string").format("date-time");
            case "UUID" -> typed("string").format("uuid");
            case "String" -> typed("string");
            default -> throw new IllegalStateException("no schema for " + raw);
        };
    }

    private static Schema<?> withRules(Schema<?> schema, Field field) {
        Text text = field.getAnnotation(Text.class);
        if (text != null) {
            schema.minLength(1).maxLength(text.max());
        }
        Decimal decimal = field.getAnnotation(Decimal.class);
        if (decimal != null) {
            schema.description("%s, at most %d digits before the point and %d after it"
                    .formatted(
                            decimal.sign() == Decimal.Sign.POSITIVE ? "Greater than zero" : "Not negative",
                            decimal.integer(),
                            decimal.fraction()));
        }
        Size size = field.getAnnotation(Size.class);
        if (size != null) {
            schema.minItems(size.min()).maxItems(size.max());
        }
        Min min = field.getAnnotation(Min.class);
        if (min != null) {
            schema.minimum(BigDecimal.valueOf(min.value()));
        }
        Max max = field.getAnnotation(Max.class);
        if (max != null) {
            schema.maximum(BigDecimal.valueOf(max.value()));
        }
        return schema;
    }

    static Schema<?> object() {
        return typed("object");
    }

    static Schema<?> typed(String type) {
        return types(type);
    }

    static Schema<?> types(String... types) {
        Schema<Object> schema = new Schema<>();
        schema.setTypes(new LinkedHashSet<>(List.of(types)));
        return schema;
    }

    static Schema<?> ref(String name) {
        return new Schema<>().$ref("#/components/schemas/" + name);
    }
}
