package org.relatum.command.rest;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.relatum.command.decision.Candidates;
import org.relatum.command.decision.Observations;
import org.relatum.command.decision.PairwiseComparison;
import org.relatum.command.language.RefusalCode;
import org.relatum.events.PolicyKind;
import org.relatum.events.policy.PolicyReader;
import org.springdoc.core.customizers.OpenApiCustomizer;
import tools.jackson.databind.json.JsonMapper;

/** Describes policies, fits of the value model, imports, decision maths and the feed in OpenAPI. */
final class OpenApiOfRuns implements OpenApiCustomizer {
    private static final String JSON = "application/json";
    private static final String NDJSON = "application/x-ndjson";
    private static final JsonMapper EXAMPLES = new JsonMapper();
    private static final String MODEL = "0198f3a2-5d2b-7a40-b1c2-9d8e7f6a5b4c";
    private static final List<String> ALL_BUT_CONDITIONS =
            List.of(RequestHead.REASON, RequestHead.SOURCE, RequestHead.CORRELATION_ID, RequestHead.CAUSATION_ID);

    @Override
    public void customise(OpenAPI api) {
        if (api.getPaths() == null) {
            api.setPaths(new Paths());
        }
        api.getPaths()
                .addPathItem(
                        ValueModelEndpoints.PATH, new PathItem().post(fit()).get(list()));
        api.getPaths().addPathItem(ValueModelEndpoints.PATH + "/{valueModel}", new PathItem().get(find()));
        api.getPaths()
                .computeIfAbsent(PolicyEndpoints.PATH, path -> new PathItem())
                .post(publish());
        api.getPaths().addPathItem(ImportEndpoint.PATH, new PathItem().post(imports()));
        if (api.getComponents() == null) {
            api.setComponents(new Components());
        }
        decisions(api);
        feed(api.getPaths());
    }

    private static void feed(Paths paths) {
        Map<String, Object> shard = new LinkedHashMap<>();
        shard.put("topic", "relatum.events");
        shard.put("partition", 0);
        shard.put("position", 18_231);
        shard.put("lagEvents", 0);
        shard.put("rows", "CURRENT");
        shard.put("node", "crm-1-4711-0a1b2c3d");
        shard.put("error", null);
        shard.put("updatedAt", "2026-03-02T10:15:30.123456Z");
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("feed", "kafka");
        state.put("position", 18_231);
        state.put("shards", List.of(shard));
        paths.addPathItem(
                FeedEndpoints.FEED,
                new PathItem()
                        .get(ofFeed("get-feed", "How far the feed to other systems is")
                                .description(
                                        "`position` is the log's; each shard says how far it is, and why it does not"
                                            + " go on if it doesn't. `rows` says whether the rows of the read models"
                                            + " are current, or all of them are being sent.")
                                .responses(responses(
                                        "200",
                                        new ApiResponse()
                                                .description("The state of this moment")
                                                .content(json(state)),
                                        EnumSet.of(RefusalCode.INVALID_REQUEST, RefusalCode.INTERNAL_ERROR)))));
        Map<String, Object> replay = new LinkedHashMap<>();
        replay.put("topic", "warehouse.events");
        replay.put("from", 1);
        replay.put("to", 18_231);
        replay.put("position", 12_000);
        replay.put("done", false);
        replay.put("error", null);
        replay.put("requestedAt", "2026-03-02T10:15:30.123456Z");
        paths.addPathItem(
                FeedEndpoints.REPLAYS,
                new PathItem()
                        .post(ofFeed("replay-feed", "Send events once more, to a topic of their own")
                                .description(
                                        "From a position to the end of the log as it is now. Asked again with the same"
                                                + " topic and position, it is the same replay.")
                                .requestBody(new RequestBody()
                                        .required(true)
                                        .content(json(Map.of("topic", "warehouse.events", "from", 1))))
                                .responses(responses(
                                        "202",
                                        new ApiResponse()
                                                .description("It is under way, or done already")
                                                .content(json(replay)),
                                        EnumSet.of(
                                                RefusalCode.INVALID_REQUEST,
                                                RefusalCode.MALFORMED_JSON,
                                                RefusalCode.TOO_LARGE,
                                                RefusalCode.UNSUPPORTED_MEDIA_TYPE,
                                                RefusalCode.FEED_OFF,
                                                RefusalCode.FEED_UNAVAILABLE,
                                                RefusalCode.TOPIC_TAKEN,
                                                RefusalCode.INTERNAL_ERROR)))));
        paths.addPathItem(
                FeedEndpoints.REPLAYS + "/{" + FeedEndpoints.TOPIC + "}",
                new PathItem()
                        .get(ofFeed("get-replay", "How far a replay is")
                                .description(
                                        "`position` is where all of its shards are at least; `error` why one of them"
                                                + " does not go on.")
                                .addParametersItem(new Parameter()
                                        .name(FeedEndpoints.TOPIC)
                                        .in("path")
                                        .required(true)
                                        .description("Where it goes")
                                        .schema(OpenApiOfCommands.typed("string")))
                                .responses(responses(
                                        "200",
                                        new ApiResponse()
                                                .description("The state of this moment")
                                                .content(json(replay)),
                                        EnumSet.of(
                                                RefusalCode.INVALID_REQUEST,
                                                RefusalCode.FEED_OFF,
                                                RefusalCode.REPLAY_NOT_FOUND,
                                                RefusalCode.INTERNAL_ERROR)))));
        paths.addPathItem(
                FeedEndpoints.ASYNC_API,
                new PathItem()
                        .get(ofFeed("get-asyncapi", "What the feed consists of")
                                .description("Topics, messages and their schemas, made from the table of events and the"
                                        + " columns of the read models.")
                                .responses(responses(
                                        "200",
                                        new ApiResponse()
                                                .description("An AsyncAPI 3 document")
                                                .content(json(Map.of("asyncapi", "3.0.0"))),
                                        EnumSet.of(RefusalCode.INVALID_REQUEST, RefusalCode.INTERNAL_ERROR)))));
    }

    private static Operation ofFeed(String id, String summary) {
        return new Operation().operationId(id).addTagsItem("Feed").summary(summary);
    }

    private static void decisions(OpenAPI api) {
        api.getPaths()
                .addPathItem(
                        DecisionEndpoints.AHP,
                        decision(
                                api,
                                "weights-by-ahp",
                                "Weights from pairwise comparisons",
                                "The analytic hierarchy process: the weights are the principal eigenvector of the"
                                    + " comparisons, each of which says how many times as important the criterion of"
                                    + " its row is as that of its column. Comparisons that contradict each other, with"
                                    + " a consistency ratio above 0.10, are refused. Nothing is recorded.",
                                PairwiseComparison.class,
                                """
                                {"criteria": ["sla_attainment", "first_response", "resolution"],
                                 "matrix": [[1, 3, 5], ["0.3333", 1, 3], ["0.2", "0.3333", 1]]}\
                                """,
                                """
                                {"weights": [{"criterion": "sla_attainment", "weight": 0.6369855715600636},
                                  {"criterion": "first_response", "weight": 0.2582849943746021},
                                  {"criterion": "resolution", "weight": 0.10472943406533443}],
                                 "lambdaMax": 3.038511090, "consistencyIndex": 0.019255545, "consistencyRatio": 0.033199216}\
                                """,
                                EnumSet.of(RefusalCode.INCONSISTENT_COMPARISONS)));
        api.getPaths()
                .addPathItem(
                        DecisionEndpoints.ENTROPY,
                        decision(
                                api,
                                "weights-by-entropy",
                                "Weights from the figures themselves",
                                "A criterion in which the alternatives differ more weighs more; one that is the same"
                                        + " for all weighs nothing. A row for each alternative. Nothing is recorded.",
                                Observations.class,
                                """
                                {"criteria": ["csat", "nps"], "matrix": [[5, 9], [5, 1]]}\
                                """,
                                """
                                {"weights": [{"criterion": "csat", "weight": 0}, {"criterion": "nps", "weight": 1}],
                                 "entropy": [1, 0.4689955935892812]}\
                                """,
                                EnumSet.noneOf(RefusalCode.class)));
        api.getPaths()
                .addPathItem(
                        DecisionEndpoints.TOPSIS,
                        decision(
                                api,
                                "rank-by-topsis",
                                "Rank by closeness to an ideal",
                                "TOPSIS: each criterion is normalised by the length of its vector and weighted; an"
                                        + " alternative's closeness is its distance from the worst over its distances"
                                        + " from the worst and the best. The weights add up to 1. Nothing is recorded.",
                                Candidates.class,
                                """
                                {"criteria": [{"criterion": "csat", "weight": "0.5", "better": "HIGHER"},
                                  {"criterion": "complaint_rate", "weight": "0.5", "better": "LOWER"}],
                                 "alternatives": [{"alternative": "north", "values": [4, 4]}, {"alternative": "east", "values": [1, 5]},
                                  {"alternative": "south", "values": [3, 2]}, {"alternative": "west", "values": [4, 2]}]}\
                                """,
                                """
                                {"ranking": [{"alternative": "north", "closeness": 0.6290227, "rank": 3},
                                  {"alternative": "east", "closeness": 0, "rank": 4},
                                  {"alternative": "south", "closeness": 0.7739090, "rank": 2},
                                  {"alternative": "west", "closeness": 1, "rank": 1}]}\
                                """,
                                EnumSet.of(RefusalCode.WEIGHTS_SUM)));
    }

    private static PathItem decision(
            OpenAPI api,
            String id,
            String summary,
            String description,
            Class<? extends Record> question,
            String example,
            String answer,
            EnumSet<RefusalCode> refusals) {
        refusals.addAll(EnumSet.of(
                RefusalCode.INVALID_REQUEST,
                RefusalCode.MALFORMED_JSON,
                RefusalCode.TOO_LARGE,
                RefusalCode.UNSUPPORTED_MEDIA_TYPE,
                RefusalCode.INTERNAL_ERROR));
        MediaType body = new MediaType()
                .schema(OpenApiOfCommands.recordSchema(question, Set.of(), api.getComponents()))
                .example(EXAMPLES.readValue(example, Object.class));
        return new PathItem()
                .post(new Operation()
                        .operationId(id)
                        .addTagsItem("Weights and rankings")
                        .summary(summary)
                        .description(description)
                        .requestBody(new RequestBody().required(true).content(new Content().addMediaType(JSON, body)))
                        .responses(responses(
                                "200",
                                new ApiResponse()
                                        .description("What follows")
                                        .content(json(EXAMPLES.readValue(answer, Object.class))),
                                refusals)));
    }

    private static Operation publish() {
        Map<String, Object> example = new LinkedHashMap<>();
        example.put(PolicyEndpoints.KIND, "points");
        example.put("version", 1);
        example.put("position", 20_716);
        Schema<Object> kinds = new Schema<>();
        kinds.addType("string");
        for (PolicyKind kind : PolicyKind.values()) {
            kinds.addEnumItemObject(kind.key());
        }
        Content body = new Content()
                .addMediaType(
                        "application/yaml",
                        new MediaType()
                                .schema(OpenApiOfCommands.typed("string"))
                                .example(PolicyReader.shippedText(PolicyKind.POINTS)))
                .addMediaType(
                        JSON,
                        new MediaType()
                                .schema(OpenApiOfCommands.typed("object"))
                                .example(Map.of(
                                        "per_currency_unit",
                                        2,
                                        "pending",
                                        "14d",
                                        "expire_after",
                                        "365d",
                                        "expire_at",
                                        "end_of_month",
                                        "value",
                                        0.01)));
        Operation operation = new Operation()
                .operationId("publish-policy")
                .addTagsItem("Policies")
                .summary("Publish the next version of a policy")
                .description(
                        "The body is the policy, in YAML or JSON. It is checked against the schema of its kind; what is"
                                + " wrong is answered with line, field and reason, and the policy in force stays.")
                .addParametersItem(new Parameter()
                        .name(PolicyEndpoints.KIND)
                        .in("path")
                        .required(true)
                        .schema(kinds)
                        .example("points"))
                .addParametersItem(query(
                                PolicyEndpoints.EFFECTIVE_FROM,
                                "From when it is in force; at once when absent. Never before it is recorded")
                        .schema(OpenApiOfCommands.typed("string").format("date-time")))
                .requestBody(new RequestBody().required(true).content(body))
                .responses(responses(
                        "201",
                        new ApiResponse()
                                .description("Published, or published before with the same Idempotency-Key")
                                .addHeaderObject(
                                        "Location",
                                        OpenApiOfCommands.header(
                                                "Address of the history", Api.ROOT + "/policies/points"))
                                .addHeaderObject("ETag", OpenApiOfCommands.header("The version", "\"1\""))
                                .content(json(example)),
                        EnumSet.of(
                                RefusalCode.INVALID_REQUEST,
                                RefusalCode.POLICY_NOT_FOUND,
                                RefusalCode.INVALID_POLICY,
                                RefusalCode.EFFECTIVE_IN_PAST,
                                RefusalCode.VERSION_CONFLICT,
                                RefusalCode.IDEMPOTENCY_KEY_REUSED,
                                RefusalCode.CONCURRENT_CHANGE,
                                RefusalCode.TOO_LARGE,
                                RefusalCode.UNSUPPORTED_MEDIA_TYPE,
                                RefusalCode.INTERNAL_ERROR,
                                RefusalCode.STORE_UNAVAILABLE)));
        operation.addParametersItem(header(RequestHead.IDEMPOTENCY_KEY));
        operation.addParametersItem(header(RequestHead.IF_MATCH));
        ALL_BUT_CONDITIONS.forEach(name -> operation.addParametersItem(header(name)));
        return operation;
    }

    private static Operation fit() {
        Map<String, Object> example = new LinkedHashMap<>();
        example.put("model", "bg-nbd");
        example.put("until", "1997-09-30");
        Schema<?> schema = OpenApiOfCommands.object()
                .addProperty("model", models())
                .addProperty(
                        "until",
                        OpenApiOfCommands.typed("string")
                                .description("The last day that counts, in the company's time zone, or an instant"))
                .addProperty(
                        "knownAt",
                        OpenApiOfCommands.typed("string")
                                .format("date-time")
                                .description("Only what was recorded up to then; now when absent"));
        schema.setRequired(List.of("model", "until"));
        ApiResponse recorded = new ApiResponse()
                .description("Fitted and recorded, or recorded before with the same Idempotency-Key")
                .addHeaderObject(
                        "Location",
                        OpenApiOfCommands.header("Address of the fit", ValueModelEndpoints.PATH + "/" + MODEL))
                .addHeaderObject("ETag", OpenApiOfCommands.header("The version", "\"1\""))
                .content(json(fitExample()));
        Operation operation = operation("fit-value-model", "Fit a value model")
                .description(
                        "Fits BG/NBD or MBG/NBD by maximum likelihood to what every customer bought: purchases on one"
                                + " day are one transaction, times are weeks. The run is recorded and never edited.")
                .requestBody(new RequestBody()
                        .required(true)
                        .content(new Content()
                                .addMediaType(
                                        JSON, new MediaType().schema(schema).example(example))))
                .responses(responses(
                        "201",
                        recorded,
                        EnumSet.of(
                                RefusalCode.INVALID_REQUEST,
                                RefusalCode.MALFORMED_JSON,
                                RefusalCode.TOO_LARGE,
                                RefusalCode.UNSUPPORTED_MEDIA_TYPE,
                                RefusalCode.IDEMPOTENCY_KEY_REUSED,
                                RefusalCode.TOO_FEW_CUSTOMERS,
                                RefusalCode.TOO_FEW_REPEATERS,
                                RefusalCode.FIT_NOT_CONVERGED,
                                RefusalCode.INTERNAL_ERROR,
                                RefusalCode.STORE_UNAVAILABLE)));
        operation.addParametersItem(header(RequestHead.IDEMPOTENCY_KEY));
        ALL_BUT_CONDITIONS.forEach(name -> operation.addParametersItem(header(name)));
        return operation;
    }

    private static Operation find() {
        return operation("get-value-model", "Read a fit")
                .description("The parameters of one recorded run, and the data that it was made from.")
                .addParametersItem(new Parameter()
                        .name("valueModel")
                        .in("path")
                        .required(true)
                        .schema(OpenApiOfCommands.typed("string").format("uuid"))
                        .example(MODEL))
                .responses(responses(
                        "200",
                        new ApiResponse().description("The fit").content(json(fitExample())),
                        EnumSet.of(
                                RefusalCode.INVALID_REQUEST,
                                RefusalCode.VALUE_MODEL_NOT_FOUND,
                                RefusalCode.INTERNAL_ERROR,
                                RefusalCode.STORE_UNAVAILABLE)));
    }

    private static Operation list() {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("items", List.of(fitExample()));
        page.put("next", null);
        return operation("list-value-models", "List the fits")
                .description(
                        "Newest first. `next` is what to state as `before` for the next page; null on the last one.")
                .addParametersItem(query("limit", "Fits on a page; 50 when absent")
                        .schema(OpenApiOfCommands.typed("integer")
                                .minimum(BigDecimal.ONE)
                                .maximum(BigDecimal.valueOf(ValueModelEndpoints.MOST))))
                .addParametersItem(query("before", "Only fits recorded before that one")
                        .schema(OpenApiOfCommands.typed("string").format("uuid")))
                .responses(responses(
                        "200",
                        new ApiResponse().description("A page of fits").content(json(page)),
                        EnumSet.of(
                                RefusalCode.INVALID_REQUEST,
                                RefusalCode.INTERNAL_ERROR,
                                RefusalCode.STORE_UNAVAILABLE)));
    }

    private static Operation imports() {
        String report = """
            {"progress":{"rows":2000,"total":6919}}
            {"refused":{"line":2041,"code":"date-invalid","reason":"no day from 1900 on of the form yyyymmdd: '19970230'"}}
            {"summary":{"rows":6919,"accepted":6918,"alreadyThere":0,"refused":1,"customers":2357,"orders":6918,"returns":0,"products":0,"seconds":4.2}}
            """;
        Schema<Object> formats = new Schema<>();
        formats.addType("string");
        formats.addEnumItemObject("cdnow");
        formats.addEnumItemObject("orders-csv");
        Operation operation = new Operation()
                .operationId("import-file")
                .addTagsItem("Imports")
                .summary("Import a file of orders")
                .description(
                        "The body is the file. A repetition, also after a crash, adds nothing twice. The answer is a"
                                + " stream of JSON objects, one a line: `progress` and `refused` rows while the import"
                                + " runs, and `summary` (or `error`) at the end.")
                .addParametersItem(
                        query("format", "Kind of file").required(true).schema(formats))
                .addParametersItem(query(
                                "columns",
                                "orders-csv: other names of columns, such as order=InvoiceNo,customer=CustomerID")
                        .schema(OpenApiOfCommands.typed("string")))
                .addParametersItem(
                        query("system", "Namespace of the customers' references; the format's name when absent")
                                .schema(OpenApiOfCommands.typed("string")))
                .addParametersItem(query("dates", "orders-csv: pattern of dates and times; ISO 8601 when absent")
                        .schema(OpenApiOfCommands.typed("string")))
                .addParametersItem(query(
                                "currency",
                                "orders-csv: currency of rows that name none; the reporting currency when absent")
                        .schema(OpenApiOfCommands.typed("string")))
                .requestBody(new RequestBody()
                        .required(true)
                        .content(new Content()
                                .addMediaType(
                                        "text/plain",
                                        new MediaType()
                                                .schema(OpenApiOfCommands.typed("string"))
                                                .example("00004 0001 19970101  2   29.33\n"))
                                .addMediaType(
                                        "text/csv",
                                        new MediaType()
                                                .schema(OpenApiOfCommands.typed("string"))
                                                .example("""
                                                    order,customer,date,sku,description,quantity,unitPrice
                                                    A-1001,c7,2026-03-02,TEA-100,Green tea,2,7.50
                                                    """))))
                .responses(responses(
                        "200",
                        new ApiResponse()
                                .description("What became of the rows, line by line")
                                .content(new Content()
                                        .addMediaType(
                                                NDJSON,
                                                new MediaType()
                                                        .schema(OpenApiOfCommands.typed("string"))
                                                        .example(report))),
                        EnumSet.of(
                                RefusalCode.INVALID_REQUEST,
                                RefusalCode.TOO_LARGE,
                                RefusalCode.UNSUPPORTED_MEDIA_TYPE,
                                RefusalCode.FILE_UNREADABLE,
                                RefusalCode.INTERNAL_ERROR)));
        ALL_BUT_CONDITIONS.forEach(name -> operation.addParametersItem(header(name)));
        return operation;
    }

    private static Operation operation(String id, String summary) {
        return new Operation().operationId(id).addTagsItem("Value models").summary(summary);
    }

    private static Parameter header(String name) {
        return new Parameter().$ref("#/components/parameters/" + name);
    }

    private static Parameter query(String name, String description) {
        return new Parameter().name(name).in("query").description(description);
    }

    private static Schema<?> models() {
        Schema<Object> schema = new Schema<>();
        schema.addType("string");
        schema.addEnumItemObject("bg-nbd");
        schema.addEnumItemObject("mbg-nbd");
        return schema;
    }

    private static ApiResponses responses(String status, ApiResponse success, EnumSet<RefusalCode> refusals) {
        ApiResponses responses = new ApiResponses().addApiResponse(status, success);
        OpenApiOfCommands.addProblems(responses, refusals);
        return responses;
    }

    private static Content json(Object example) {
        return new Content()
                .addMediaType(
                        JSON, new MediaType().schema(OpenApiOfCommands.object()).example(example));
    }

    private static Map<String, Object> fitExample() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("a", 0.79292);
        parameters.put("alpha", 4.4136);
        parameters.put("b", 2.42591);
        parameters.put("r", 0.24259);
        Map<String, Object> fit = new LinkedHashMap<>();
        fit.put("valueModelId", MODEL);
        fit.put("version", 1);
        fit.put("position", 20_715);
        fit.put("recordedAt", "2026-03-02T10:15:30.123456Z");
        fit.put("model", "bg-nbd");
        fit.put("until", "1997-09-30");
        fit.put("dataBefore", "1997-10-01T00:00:00Z");
        fit.put("knownAt", "2026-03-02T10:15:29.900001Z");
        fit.put("dataPosition", 20_714);
        fit.put("customers", 2357);
        fit.put("repeaters", 946);
        fit.put("parameters", parameters);
        fit.put("logLikelihood", -9582.4292);
        return fit;
    }
}
