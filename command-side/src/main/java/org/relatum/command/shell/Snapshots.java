package org.relatum.command.shell;

import java.time.Instant;
import java.util.UUID;
import org.relatum.command.customer.Customer;
import org.relatum.command.organisation.Department;
import org.relatum.command.organisation.Member;
import org.relatum.command.product.Product;
import org.relatum.command.reference.Claim;
import org.relatum.command.satisfaction.Improvement;
import org.relatum.command.satisfaction.Survey;
import org.relatum.command.service.Article;
import org.relatum.command.store.SnapshotForm;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Snapshots as JSON. A form that differs from the one written today is an error, never a state with holes. */
public final class Snapshots implements SnapshotForm {
    /** To be counted up with every change of a state record or of what it means. */
    static final String REVISION = "6";

    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    @Override
    public String revision() {
        return REVISION;
    }

    @Override
    public byte[] write(Object aggregate) {
        return json.writeValueAsBytes(((StreamAggregate<?, ?>) aggregate).snapshot());
    }

    @Override
    public Instant recordedAt(Object aggregate) {
        return ((StreamAggregate<?, ?>) aggregate).snapshot().recordedAt();
    }

    @Override
    public Object read(String type, UUID stream, byte[] stored) {
        return switch (type) {
            case CustomerAggregate.TYPE ->
                new CustomerAggregate(stream, json.readValue(stored, new TypeReference<Snapshot<Customer>>() {}));
            case ProductAggregate.TYPE ->
                new ProductAggregate(stream, json.readValue(stored, new TypeReference<Snapshot<Product>>() {}));
            case SurveyAggregate.TYPE ->
                new SurveyAggregate(stream, json.readValue(stored, new TypeReference<Snapshot<Survey>>() {}));
            case ImprovementAggregate.TYPE ->
                new ImprovementAggregate(stream, json.readValue(stored, new TypeReference<Snapshot<Improvement>>() {}));
            case ArticleAggregate.TYPE ->
                new ArticleAggregate(stream, json.readValue(stored, new TypeReference<Snapshot<Article>>() {}));
            case ClaimAggregate.TYPE ->
                new ClaimAggregate(stream, json.readValue(stored, new TypeReference<Snapshot<Claim>>() {}));
            case FitAggregate.TYPE ->
                new FitAggregate(stream, json.readValue(stored, new TypeReference<Snapshot<Boolean>>() {}));
            case DepartmentAggregate.TYPE ->
                new DepartmentAggregate(stream, json.readValue(stored, new TypeReference<Snapshot<Department>>() {}));
            case StaffAggregate.TYPE ->
                new StaffAggregate(stream, json.readValue(stored, new TypeReference<Snapshot<Member>>() {}));
            case PolicyAggregate.TYPE ->
                new PolicyAggregate(stream, json.readValue(stored, new TypeReference<Snapshot<Integer>>() {}));
            default -> throw new IllegalArgumentException("no aggregate is called " + type);
        };
    }
}
