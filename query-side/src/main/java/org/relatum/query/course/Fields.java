package org.relatum.query.course;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.projection.commitment.Commitments;
import org.relatum.projection.core.Interval;
import org.relatum.projection.engine.Course.Sight;
import org.relatum.projection.engine.Course.View;
import org.relatum.projection.engine.Standing;
import org.relatum.projection.lifecycle.LifecycleStatus;
import org.relatum.projection.loyalty.LoyaltyStatus;
import org.relatum.projection.profile.ProfileView;
import org.relatum.projection.risk.RiskRegister;
import org.relatum.projection.service.CaseDesk;
import org.relatum.query.commitment.CommitmentsAnswer;
import org.relatum.query.course.CourseAnswer.Change;
import org.relatum.query.customer.CustomerAnswer;
import org.relatum.query.lifecycle.LifecycleAnswer;
import org.relatum.query.loyalty.LoyaltyAnswer;
import org.relatum.query.personal.Revealed;
import org.relatum.query.risk.RiskAnswer;
import org.relatum.query.service.CasesAnswer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the answers about a customer show, field by field: {@code stage}, {@code parts.RECENCY.points}, {@code flags.churn.severity}. The
 * names are those in the answers; things in a list go by their own names. What an answer only says about itself (its instants, its
 * history, what comes next) is no field.
 */
public final class Fields {
    private static final Set<String> ABOUT_THE_ANSWER = Set.of(
            "customerId",
            "version",
            "position",
            "asOf",
            "knownAt",
            "nextChange",
            "history",
            "since",
            "dwellTimes",
            "erased");
    /** By what the things of a list are told apart. Lists of other names are one value. */
    private static final Map<String, String> NAMED_BY = Map.ofEntries(
            Map.entry("parts", "part"),
            Map.entry("lots", "lot"),
            Map.entry("expiries", "at"),
            Map.entry("flags", "flag"),
            Map.entry("measures", "measure"),
            Map.entry("cases", "key"),
            Map.entry("commitments", "key"),
            Map.entry("needs", "need"),
            Map.entry("contactPoints", "id"),
            Map.entry("externalReferences", "system"),
            Map.entry("openCare", "care"));

    private final JsonMapper json;
    private final FieldCipher cipher;
    private final String currency;

    public Fields(JsonMapper json, FieldCipher cipher, String currency) {
        this.json = json;
        this.cipher = cipher;
        this.currency = currency;
    }

    /** All fields of a view that have a value. */
    public Map<String, JsonNode> of(View<?, ?> view) {
        Map<String, JsonNode> fields = new TreeMap<>();
        JsonNode answer = json.valueToTree(answer(view));
        answer.properties().forEach(field -> {
            if (!ABOUT_THE_ANSWER.contains(field.getKey())) {
                add(fields, field.getKey(), field.getKey(), field.getValue());
            }
        });
        return fields;
    }

    private Object answer(View<?, ?> view) {
        Revealed revealed = Revealed.toInsiders(cipher);
        return switch (view.view()) {
            case LifecycleStatus status ->
                LifecycleAnswer.of(standing(
                        view,
                        status,
                        List.of(of(view, new LifecycleStatus.Value(status.stage(), status.recovered())))));
            case ProfileView profile -> CustomerAnswer.Known.of(profile, currency, revealed);
            case Commitments commitments -> CommitmentsAnswer.of(standing(view, commitments, List.of()), revealed);
            case CaseDesk desk -> CasesAnswer.of(standing(view, desk, List.of()), revealed);
            case LoyaltyStatus loyalty -> LoyaltyAnswer.of(standing(view, loyalty, List.of()), currency);
            case RiskRegister register -> RiskAnswer.of(standing(view, register, List.of()), currency, revealed);
            default -> throw new IllegalStateException(view.model().table() + " is not shown");
        };
    }

    private static <V, D> Standing<V, D> standing(View<?, ?> view, V shown, List<Interval<D>> history) {
        return new Standing<>(new UUID(0, 0), view.asOf(), view.asOf(), 0, 0, shown, history, null);
    }

    private static <D> Interval<D> of(View<?, ?> view, D value) {
        return new Interval<>("", view.asOf(), null, value, view.asOf(), null);
    }

    private static void add(Map<String, JsonNode> fields, String path, String name, JsonNode value) {
        String key = NAMED_BY.get(name);
        if (value.isObject()) {
            value.properties().forEach(f -> add(fields, path + "." + f.getKey(), f.getKey(), f.getValue()));
        } else if (value.isArray() && key != null) {
            Map<String, Integer> seen = new HashMap<>();
            for (JsonNode item : value) {
                String own = item.path(key).asString();
                int number = seen.merge(own, 1, Integer::sum);
                add(fields, path + "." + own + (number == 1 ? "" : "#" + number), "", item);
            }
        } else if (!value.isNull() && !(value.isArray() && value.isEmpty())) {
            fields.put(path, value);
        }
    }

    /** The fields in which a view differs from an earlier one; null: there was none. */
    public List<Change> changes(@Nullable View<?, ?> before, View<?, ?> after) {
        Map<String, JsonNode> was = before == null ? Map.of() : of(before);
        Map<String, JsonNode> is = of(after);
        TreeSet<String> names = new TreeSet<>(was.keySet());
        names.addAll(is.keySet());
        List<Change> changes = new ArrayList<>();
        for (String name : names) {
            if (!Objects.equals(was.get(name), is.get(name))) {
                changes.add(new Change(after.model().projection().name(), name, was.get(name), is.get(name)));
            }
        }
        return changes;
    }

    /** What a step changed. */
    public List<Change> changes(List<Sight> seen) {
        return seen.stream()
                .flatMap(sight -> changes(sight.before(), sight.after()).stream())
                .toList();
    }
}
