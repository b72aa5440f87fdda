package org.relatum.projection.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.relatum.events.CustomerEvent;
import org.relatum.events.PolicyKind;
import org.relatum.events.Recorded;
import org.relatum.events.ValueModelEvent.ValueModelFitted;
import org.relatum.events.policy.LifecyclePolicy;
import org.relatum.events.policy.PolicyReader;
import org.relatum.events.policy.PolicyTimeline;
import org.relatum.projection.core.Facts;
import org.relatum.projection.core.Folder;
import org.relatum.projection.engine.Course;
import org.relatum.projection.engine.Course.Cause;
import org.relatum.projection.engine.Course.Point;
import org.relatum.projection.engine.Course.Sight;
import org.relatum.projection.engine.Course.Step;
import org.relatum.projection.engine.Course.View;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.reference.Fit;
import org.relatum.projection.reference.ReferenceTimeline;

/** The steps between two points of both axes of time lead from what is so at the first to what is so at the second. */
class CourseAgreementTest {
    private static final Instant FITTED = Instant.parse("2025-06-01T03:00:00Z");
    private static final Instant PUBLISHED = Instant.parse("2024-12-01T03:00:00Z");
    private static final Instant IN_FORCE = Instant.parse("2025-02-01T00:00:00Z");
    private static final ReferenceTimeline TIMELINE = ReferenceTimeline.DEFAULTS
            .with(new Fit(new Recorded<>(
                    1,
                    new UUID(3, 3),
                    0,
                    FITTED,
                    new ValueModelFitted(
                            FITTED,
                            Fit.MODEL,
                            FITTED,
                            FITTED,
                            new TreeMap<>(Map.of("r", 0.52484, "alpha", 6.18309, "a", 0.89136, "b", 1.61400)),
                            -9582.1,
                            2,
                            1,
                            1))))
            .with(new PolicyTimeline.Publication(PUBLISHED, IN_FORCE, stricter()));

    static LongStream seeds() {
        return Seeds.all();
    }

    private static LifecyclePolicy stricter() {
        PolicyReader reader = new PolicyReader(ZoneOffset.UTC);
        String text =
                PolicyReader.shippedText(PolicyKind.LIFECYCLE).replace("minimum_silence: 60d", "minimum_silence: 9d");
        return (LifecyclePolicy) reader.policy(PolicyKind.LIFECYCLE, 1, reader.document(PolicyKind.LIFECYCLE, text));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void steps_lead_from_each_point_to_each_later_one(long seed) {
        List<Recorded<CustomerEvent>> facts = RelationshipGenerator.generate(seed);
        Map<UUID, List<Recorded<CustomerEvent>>> streams =
                facts.stream().collect(Collectors.groupingBy(Recorded::stream));
        SplittableRandom random = new SplittableRandom(seed);
        for (UUID customer : streams.keySet()) {
            Facts all = Feed.facts(streams, customer);
            for (int i = 0; i < 12; i++) {
                Instant[] asOf = {instant(facts, random), instant(facts, random)};
                Instant[] knownAt = {instant(facts, random), instant(facts, random)};
                Arrays.sort(asOf);
                Arrays.sort(knownAt);
                if (random.nextInt(3) == 0) {
                    asOf[1] = asOf[0];
                } else if (random.nextInt(3) == 0) {
                    knownAt[1] = knownAt[0];
                }
                compare(all, new Point(asOf[0], knownAt[0]), new Point(asOf[1], knownAt[1]));
            }
        }
    }

    private static void compare(Facts facts, Point from, Point to) {
        Map<String, Map<String, ?>> current = new HashMap<>(values(facts, from));
        List<Step> steps = new ArrayList<>();
        Course.between(facts, TIMELINE, from, to, steps::add);
        List<Step> some = new ArrayList<>();
        int wanted = 1 + steps.size() / 2;
        Course.between(facts, TIMELINE, from, to, step -> {
            some.add(step);
            return some.size() < wanted;
        });
        assertThat(some).as("no more than are wanted").hasSize(Math.min(wanted, steps.size()));
        assertThat(named(some)).isEqualTo(named(steps.subList(0, some.size())));
        for (Step step : steps) {
            for (Sight sight : step.seen()) {
                String model = sight.after().model().table();
                Map<String, ?> before =
                        sight.before() == null ? Map.of() : sight.before().values();
                assertThat(before)
                        .as("%s before %s of %s to %s", model, step, from, to)
                        .isEqualTo(current.get(model));
                current.put(model, sight.after().values());
            }
        }
        assertThat(current).as("%s to %s", from, to).isEqualTo(values(facts, to));
        assertThat(Course.views(facts, TIMELINE, to).stream()
                        .collect(Collectors.toMap(view -> view.model().table(), CourseAgreementTest::shown)))
                .isEqualTo(views(facts, to));
        for (Step step : steps) {
            assertThat(step.fact() != null).isEqualTo(step.cause() == Cause.FACT || step.cause() == Cause.LEARNED);
            assertThat(step.at()).isBetween(from.asOf(), to.asOf());
        }
    }

    /** What tells steps apart; views have no equality. */
    private static List<String> named(List<Step> steps) {
        return steps.stream()
                .map(step -> step.at() + " " + step.cause() + " "
                        + (step.fact() == null ? "" : step.fact().ref()))
                .toList();
    }

    /** By the long way: fold what counts, model by model. */
    private static Map<String, Map<String, ?>> values(Facts facts, Point point) {
        Map<String, Map<String, ?>> values = new HashMap<>();
        for (ReadModel<?, ?, ?> model : ReadModels.ALL) {
            values.put(model.table(), values(model, facts, point));
        }
        return values;
    }

    private static <S, V, D> Map<String, D> values(ReadModel<S, V, D> model, Facts facts, Point point) {
        List<Recorded<CustomerEvent>> counted = facts.knownAt(point.knownAt()).upTo(point.asOf());
        return counted.isEmpty()
                ? Map.of()
                : folder(model, point).values(Facts.fold(model.projection(), counted), point.asOf());
    }

    private static <V> Object shown(View<V, ?> view) {
        return view.model().shown(view.view());
    }

    private static Map<String, Object> views(Facts facts, Point point) {
        Map<String, Object> views = new HashMap<>();
        for (ReadModel<?, ?, ?> model : ReadModels.ALL) {
            view(model, facts, point, views);
        }
        return views;
    }

    private static <S, V, D> void view(ReadModel<S, V, D> model, Facts facts, Point point, Map<String, Object> views) {
        List<Recorded<CustomerEvent>> counted = facts.knownAt(point.knownAt()).upTo(point.asOf());
        if (!counted.isEmpty()) {
            views.put(
                    model.table(),
                    model.shown(folder(model, point).view(Facts.fold(model.projection(), counted), point.asOf())));
        }
    }

    private static <S, V, D> Folder<S, V, D> folder(ReadModel<S, V, D> model, Point point) {
        return new Folder<>(model.projection(), TIMELINE.knownAt(point.knownAt()));
    }

    private static Instant instant(List<Recorded<CustomerEvent>> facts, SplittableRandom random) {
        Recorded<CustomerEvent> fact = facts.get(random.nextInt(facts.size()));
        return switch (random.nextInt(5)) {
            case 0 -> fact.occurredAt().minus(random.nextInt(2), ChronoUnit.MICROS);
            case 1 -> fact.recordedAt();
            case 2 -> IN_FORCE.minus(random.nextInt(2), ChronoUnit.MICROS);
            case 3 -> FITTED.plus(Duration.ofDays(random.nextInt(3)));
            default -> fact.recordedAt().plus(Duration.ofDays(random.nextInt(400)));
        };
    }
}
