package org.relatum.events.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.relatum.events.PolicyKind;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads policies: from the text that somebody publishes, checked against the schema of its kind and against what a schema can't say; from
 * the documents that are stored; and from the files that the product ships with. Safe for concurrent use.
 */
public final class PolicyReader {
    private static final String FOLDER = "/policies/";
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Map<PolicyKind, Schema> SCHEMAS = new ConcurrentHashMap<>();
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private final ZoneId company;

    /**
     * @param company the company's time zone
     */
    public PolicyReader(ZoneId company) {
        this.company = company;
    }

    /** The company's time zone. */
    public ZoneId company() {
        return company;
    }

    /**
     * Checks a text and gives it the form in which it is stored.
     *
     * @param text YAML or JSON
     * @throws InvalidPolicyException when it is no policy of that kind
     */
    public String document(PolicyKind kind, String text) {
        PolicyText read = PolicyText.read(text);
        List<PolicyProblem> problems = new ArrayList<>();
        for (Error error : schemaOf(kind).validate(read.content())) {
            problems.add(problem(error, read));
        }
        if (problems.isEmpty()) {
            PolicyContent content = new PolicyContent(read, company);
            content.check(kind);
            problems.addAll(content.problems());
        }
        if (!problems.isEmpty()) {
            problems.sort(Comparator.comparingInt(PolicyProblem::line));
            throw new InvalidPolicyException(problems);
        }
        return JSON.writeValueAsString(read.content());
    }

    /**
     * A stored document, or one that {@link #document} just made, as a policy.
     *
     * @throws InvalidPolicyException when it can't be read
     */
    public Policy policy(PolicyKind kind, int version, String document) {
        return new PolicyContent(PolicyText.read(document), company).policy(kind, version);
    }

    /** The policies that the product ships with: version 0. */
    public Policies shipped() {
        Policies policies = Policies.DEFAULT;
        for (PolicyKind kind : PolicyKind.values()) {
            policies = policies.with(policy(kind, 0, shippedText(kind)));
        }
        return policies;
    }

    /** The policy of a kind that the product ships with, of a company in UTC. */
    static <P extends Policy> P shipped(PolicyKind kind, Class<P> type) {
        return type.cast(new PolicyReader(ZoneOffset.UTC).policy(kind, 0, shippedText(kind)));
    }

    /** The file that the product ships with, in YAML. */
    public static String shippedText(PolicyKind kind) {
        return resource(kind.key() + ".yaml");
    }

    /** The JSON Schema of a kind. */
    public static String schema(PolicyKind kind) {
        return resource(kind.key() + ".schema.json");
    }

    private static Schema schemaOf(PolicyKind kind) {
        return SCHEMAS.computeIfAbsent(kind, k -> REGISTRY.getSchema(schema(k)));
    }

    private static PolicyProblem problem(Error error, PolicyText text) {
        String pointer = error.getInstanceLocation().toString();
        String property = error.getProperty();
        if ("additionalProperties".equals(error.getKeyword()) && property != null) {
            String child = pointer + "/" + property;
            return new PolicyProblem(text.line(child), PolicyText.path(child), "is not known here");
        }
        String reason = switch (error.getKeyword()) {
            case "required" -> "lacks " + property;
            case "pattern" ->
                error.getSchemaLocation().toString().contains("/$defs/duration")
                        ? "is no time span such as 60d, 8h or 30m"
                        : error.getMessage();
            case null, default -> error.getMessage();
        };
        return new PolicyProblem(text.line(pointer), PolicyText.path(pointer), reason);
    }

    private static String resource(String name) {
        try (InputStream in = PolicyReader.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("the product has no file " + FOLDER + name);
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
