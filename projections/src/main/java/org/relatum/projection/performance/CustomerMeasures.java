package org.relatum.projection.performance;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CaseKind;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Direction;
import org.relatum.events.InteractionEvent.CareCancelled;
import org.relatum.events.InteractionEvent.CareDelivered;
import org.relatum.events.InteractionEvent.CarePlanned;
import org.relatum.events.InteractionEvent.InteractionLogged;
import org.relatum.events.LifecycleEvent.CustomerClassified;
import org.relatum.events.LifecycleEvent.CustomerRegistered;
import org.relatum.events.LifecycleEvent.OwnerAssigned;
import org.relatum.events.LoyaltyEvent.PointsAccrued;
import org.relatum.events.LoyaltyEvent.PointsRedeemed;
import org.relatum.events.LoyaltyEvent.ReferralConverted;
import org.relatum.events.LoyaltyEvent.ReferralRecorded;
import org.relatum.events.Recorded;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.SalesEvent.OrderReturned;
import org.relatum.events.SatisfactionEvent.SurveyResponded;
import org.relatum.events.policy.KpiFormula.At;
import org.relatum.events.policy.Measure;
import org.relatum.projection.commitment.CommitmentFeatures;
import org.relatum.projection.commitment.CommitmentProjection;
import org.relatum.projection.core.Facts;
import org.relatum.projection.core.Folder;
import org.relatum.projection.core.Interval;
import org.relatum.projection.lifecycle.LifecycleProjection;
import org.relatum.projection.lifecycle.LifecycleStatus;
import org.relatum.projection.lifecycle.Stage;
import org.relatum.projection.profile.CustomerProfile;
import org.relatum.projection.profile.KeyField;
import org.relatum.projection.profile.ProfileProjection;
import org.relatum.projection.reference.ReferenceTimeline;
import org.relatum.projection.service.ServiceFeatures;
import org.relatum.projection.service.ServiceFeatures.ServiceCase;
import org.relatum.projection.service.ServiceProjection;
import org.relatum.projection.service.SlaClock;

/**
 * What one customer adds to the measures of one scorecard, from its facts: a pure function, written for being right, not for being
 * fast. A customer that was merged adds nothing, its facts are the survivor's. What flows belongs to the segment, owner and department that the
 * customer had at that time, and to the channel of the fact; what is there, to those it has at the time, and to the channel through
 * which it was found. Of a case that was opened again its last resolution counts.
 */
public final class CustomerMeasures {
    /** The member of whoever has none. */
    public static final String NONE = "none";

    private static final Set<String> FACTORS =
            Set.of("product_fit", "response_speed", "problem_solved", "price", "brand");

    private final ScorecardName name;
    private final Instant from;
    private final Instant to;
    private final ReferenceTimeline timeline;
    private final Map<Measure, Map<At, BigDecimal>> sums = new EnumMap<>(Measure.class);

    /**
     * Begins with nothing.
     *
     * @param from when the period begins
     * @param to when it has ended, or the first instant that does not count any more
     * @param timeline what was known of policies
     */
    public CustomerMeasures(ScorecardName name, Instant from, Instant to, ReferenceTimeline timeline) {
        this.name = name;
        this.from = from;
        this.to = to;
        this.timeline = timeline;
    }

    /** The sums over the customers so far. */
    public Scores.Sums sums() {
        return (measure, at) -> sums.getOrDefault(measure, Map.of()).getOrDefault(at, BigDecimal.ZERO);
    }

    private void add(Measure measure, At at, BigDecimal amount) {
        sums.computeIfAbsent(measure, m -> new EnumMap<>(At.class)).merge(at, amount, BigDecimal::add);
    }

    /** Adds a customer, by all its facts that are known. */
    public void add(Facts facts) {
        Instant last = to.minus(1, ChronoUnit.MICROS);
        List<Recorded<CustomerEvent>> counted = facts.upTo(last);
        if (counted.isEmpty()) {
            return;
        }
        List<Interval<LifecycleStatus.Value>> stages = new Folder<>(new LifecycleProjection(), timeline)
                .replay(facts, last).intervals().stream()
                        .filter(interval -> interval.recordedTo() == null
                                && interval.validFrom().isBefore(to))
                        .toList();
        if (stages.isEmpty() || stages.getLast().value().stage() == Stage.MERGED) {
            return;
        }
        new One(facts.root(), counted, stages).count();
    }

    /** Whose the customer is from an instant on. */
    private record Account(
            @Nullable String segment,
            @Nullable String department,
            @Nullable String owner) {}

    /** What is there from an instant on. */
    private record Stock(Stage stage, Account account, int orders, int categories, int known) {}

    /** One customer. */
    private final class One {
        private final List<Recorded<CustomerEvent>> facts;
        private final List<Interval<LifecycleStatus.Value>> stages;
        private final NavigableMap<Instant, Account> accounts = new TreeMap<>();
        private final NavigableMap<Instant, Stock> stocks = new TreeMap<>();
        private final Map<String, String> channels = new HashMap<>();
        private @Nullable String source;
        private final UUID root;

        One(UUID root, List<Recorded<CustomerEvent>> facts, List<Interval<LifecycleStatus.Value>> stages) {
            this.root = root;
            this.facts = facts;
            this.stages = stages;
        }

        void count() {
            remember();
            facts.forEach(this::flow);
            time();
            cases(Facts.fold(new ServiceProjection(), facts));
            commitments(Facts.fold(new CommitmentProjection(), facts));
            stocks();
        }

        private void remember() {
            Account account = new Account(null, null, null);
            accounts.put(Instant.MIN, account);
            ProfileProjection profiles = new ProfileProjection();
            CustomerProfile profile = profiles.initial();
            int orders = 0;
            Set<String> categories = new HashSet<>();
            for (Recorded<CustomerEvent> fact : facts) {
                profile = profiles.fold(profile, fact);
                switch (fact.event()) {
                    case CustomerRegistered e when fact.stream().equals(root) -> source = e.sourceChannel();
                    case CustomerClassified e
                    when e.segment() != null ->
                        account = new Account(e.segment(), account.department(), account.owner());
                    case OwnerAssigned e -> account = new Account(account.segment(), e.department(), e.owner());
                    case OrderPlaced e -> {
                        orders++;
                        e.lines().forEach(line -> {
                            if (line.category() != null) {
                                categories.add(line.category());
                            }
                        });
                        if (e.channel() != null) {
                            channels.put(fact.stream() + e.order(), e.channel());
                        }
                    }
                    default -> {}
                }
                accounts.put(fact.occurredAt(), account);
                stocks.put(
                        fact.occurredAt(),
                        new Stock(
                                stageAt(fact.occurredAt()),
                                account,
                                orders,
                                categories.size(),
                                KeyField.values().length
                                        - KeyField.missing(profile).size()));
            }
            for (Interval<LifecycleStatus.Value> stage : stages) {
                Map.Entry<Instant, Stock> before = stocks.floorEntry(stage.validFrom());
                if (before != null) {
                    Stock was = before.getValue();
                    stocks.put(
                            stage.validFrom(),
                            new Stock(
                                    stage.value().stage(), was.account(), was.orders(), was.categories(), was.known()));
                }
            }
        }

        private Stage stageAt(Instant at) {
            Stage found = Stage.PROSPECT;
            for (Interval<LifecycleStatus.Value> stage : stages) {
                if (!stage.validFrom().isAfter(at)) {
                    found = stage.value().stage();
                }
            }
            return found;
        }

        private boolean belongs(Account account, @Nullable String channel) {
            String member = switch (name.dimension()) {
                case COMPANY -> name.member();
                case SEGMENT -> Objects.requireNonNullElse(account.segment(), NONE);
                case DEPARTMENT -> Objects.requireNonNullElse(account.department(), NONE);
                case OWNER -> Objects.requireNonNullElse(account.owner(), NONE);
                case CHANNEL -> Objects.requireNonNullElse(channel, NONE);
            };
            return Objects.equals(member, name.member());
        }

        private void flow(Measure measure, Instant at, BigDecimal amount, @Nullable String channel) {
            if (!at.isBefore(from)
                    && at.isBefore(to)
                    && belongs(accounts.floorEntry(at).getValue(), channel)) {
                add(measure, At.IN_PERIOD, amount);
            }
        }

        private void flow(Measure measure, Instant at, long amount, @Nullable String channel) {
            flow(measure, at, BigDecimal.valueOf(amount), channel);
        }

        private void flow(Recorded<CustomerEvent> fact) {
            Instant at = fact.occurredAt();
            switch (fact.event()) {
                case OrderPlaced e -> {
                    BigDecimal revenue = e.total().amount().multiply(e.conversionRate());
                    flow(Measure.ORDERS, at, 1, e.channel());
                    flow(Measure.ORDER_REVENUE, at, revenue, e.channel());
                    flow(Measure.NET_REVENUE, at, revenue, e.channel());
                }
                case OrderReturned e -> {
                    BigDecimal amount = e.amount().amount().multiply(e.conversionRate());
                    String channel = channels.get(fact.stream() + e.order());
                    flow(Measure.RETURN_AMOUNT, at, amount, channel);
                    flow(Measure.NET_REVENUE, at, amount.negate(), channel);
                }
                case SurveyResponded e -> answers(e, at);
                case PointsAccrued e -> flow(Measure.POINTS_ISSUED, at, e.points(), null);
                case PointsRedeemed e -> flow(Measure.POINTS_REDEEMED, at, e.points(), null);
                case ReferralRecorded e -> flow(Measure.REFERRALS, at, 1, null);
                case ReferralConverted e -> flow(Measure.CONVERSIONS, at, 1, null);
                case InteractionLogged e -> {
                    flow(Measure.INTERACTIONS, at, 1, e.channel());
                    if (e.direction() == Direction.INBOUND) {
                        flow(Measure.INBOUND, at, 1, e.channel());
                    }
                    if (e.responseSeconds() != null) {
                        flow(Measure.RESPONSES, at, 1, e.channel());
                        flow(Measure.RESPONSE_TIME, at, e.responseSeconds(), e.channel());
                    }
                }
                case CarePlanned e
                when !cancelled(fact.stream(), e.care()) -> flow(Measure.CARE_PLANNED, e.dueAt(), 1, null);
                case CareDelivered e -> flow(Measure.CARE_DELIVERED, at, 1, e.channel());
                default -> {}
            }
        }

        private boolean cancelled(UUID stream, String care) {
            return facts.stream()
                    .anyMatch(fact -> fact.stream().equals(stream)
                            && fact.event() instanceof CareCancelled e
                            && e.care().equals(care));
        }

        private void answers(SurveyResponded e, Instant at) {
            if (e.overall() != null) {
                flow(Measure.CSAT_SUM, at, e.overall(), null);
                flow(Measure.CSAT_ANSWERS, at, 1, null);
                flow(Measure.CSAT_TOP, at, e.overall() >= 4 ? 1 : 0, null);
            }
            if (e.nps() != null) {
                flow(Measure.NPS_ANSWERS, at, 1, null);
                flow(Measure.NPS_PROMOTERS, at, e.nps() >= 9 ? 1 : 0, null);
                flow(Measure.NPS_DETRACTORS, at, e.nps() <= 6 ? 1 : 0, null);
            }
            if (e.ces() != null) {
                flow(Measure.CES_SUM, at, e.ces(), null);
                flow(Measure.CES_ANSWERS, at, 1, null);
            }
            e.csat().forEach((factor, rating) -> {
                if (FACTORS.contains(factor)) {
                    flow(Measure.of("csat_" + factor + "_sum").orElseThrow(), at, rating, null);
                    flow(Measure.of("csat_" + factor + "_answers").orElseThrow(), at, 1, null);
                }
            });
        }

        /** First purchases, and what comes by time alone. */
        private void time() {
            Stage before = Stage.PROSPECT;
            boolean marked = false;
            Instant renewed = null;
            for (Interval<LifecycleStatus.Value> interval : stages) {
                LifecycleStatus.Value value = interval.value();
                if (value.stage() == Stage.LOST && active(before)) {
                    flow(Measure.LOST, interval.validFrom(), 1, source);
                }
                if (value.recovered() && !marked) {
                    flow(Measure.RECOVERED, interval.validFrom(), 1, source);
                    renewed = !interval.validFrom().isBefore(from) && renewed == null ? interval.validFrom() : renewed;
                }
                before = value.stage();
                marked = value.recovered();
            }
            Instant first = facts.stream()
                    .filter(fact -> fact.event() instanceof OrderPlaced)
                    .map(Recorded::occurredAt)
                    .findFirst()
                    .orElse(null);
            if (first != null) {
                flow(Measure.WON, first, 1, source);
            }
            if (first != null && !first.isBefore(from)) {
                flow(Measure.NEW_CUSTOMERS, first, 1, source);
            } else if (renewed != null && !active(stageAt(from.minus(1, ChronoUnit.MICROS)))) {
                flow(Measure.NEW_CUSTOMERS, renewed, 1, source);
            }
        }

        private void cases(ServiceFeatures features) {
            Instant last = to.minus(1, ChronoUnit.MICROS);
            SlaClock clock = new SlaClock(timeline.at(last));
            for (ServiceCase c : features.cases()) {
                String channel = c.subject().channel();
                Instant opened = c.opened().at();
                flow(Measure.CASES_OPENED, opened, 1, channel);
                if (c.subject().kind() == CaseKind.COMPLAINT) {
                    flow(Measure.COMPLAINTS, opened, 1, channel);
                }
                target(
                        clock.response(c, last),
                        opened,
                        channel,
                        Measure.FIRST_RESPONSES,
                        Measure.FIRST_RESPONSE_SLA,
                        Measure.FIRST_RESPONSE_WALL);
                target(
                        clock.resolution(c, last),
                        opened,
                        channel,
                        Measure.RESOLUTIONS,
                        Measure.RESOLUTION_SLA,
                        Measure.RESOLUTION_WALL);
            }
        }

        private void target(
                SlaClock.Standing standing,
                Instant opened,
                @Nullable String channel,
                Measure count,
                Measure sla,
                Measure wall) {
            Instant done = standing.doneAt();
            if (done != null) {
                flow(count, done, 1, channel);
                flow(sla, done, seconds(standing.used()), channel);
                flow(wall, done, seconds(Duration.between(opened, done)), channel);
            }
            Instant missed = standing.breached() ? standing.breachAt() : null;
            if (missed != null) {
                flow(Measure.SLA_DUE, missed, 1, channel);
            } else if (done != null) {
                flow(Measure.SLA_DUE, done, 1, channel);
                flow(Measure.SLA_MET, done, 1, channel);
            }
        }

        private void commitments(CommitmentFeatures features) {
            features.commitments().forEach(commitment -> {
                flow(Measure.COMMITMENTS_DUE, commitment.dueAt(), 1, null);
                flow(Measure.COMMITMENTS_KEPT, commitment.dueAt(), commitment.keptInTime() ? 1 : 0, null);
            });
            features.needs().forEach(need -> {
                stock(Measure.NEEDS_KNOWN, need.identifiedAt());
                if (need.metAt() != null) {
                    stock(Measure.NEEDS_MET, need.metAt());
                }
            });
        }

        /** One more from an instant on, on the account of whoever has the customer. */
        private void stock(Measure measure, Instant since) {
            List<Instant> changes = new ArrayList<>(stocks.tailMap(since, false).keySet());
            changes.addFirst(since);
            span(measure, changes, at -> stocks.floorEntry(at).getValue(), stock -> 1);
        }

        private void stocks() {
            List<Instant> changes = List.copyOf(stocks.keySet());
            stock(Measure.CUSTOMERS, changes, stock -> known(stock) ? 1 : 0);
            stock(Measure.ACTIVE, changes, stock -> active(stock.stage()) ? 1 : 0);
            stock(Measure.BUYERS, changes, stock -> stock.orders() >= 1 ? 1 : 0);
            stock(Measure.REPEAT_BUYERS, changes, stock -> stock.orders() >= 2 ? 1 : 0);
            stock(Measure.CROSS_BUYERS, changes, stock -> active(stock.stage()) && stock.categories() >= 2 ? 1 : 0);
            stock(Measure.PROFILE_KNOWN, changes, stock -> known(stock) ? stock.known() : 0);
            stock(Measure.PROFILE_KEYS, changes, stock -> known(stock) ? KeyField.values().length : 0);
        }

        private void stock(Measure measure, List<Instant> changes, ToIntFunction<Stock> amount) {
            span(measure, changes, at -> stocks.floorEntry(at).getValue(), amount);
        }

        private void span(
                Measure measure, List<Instant> changes, Function<Instant, Stock> stockAt, ToIntFunction<Stock> amount) {
            long area = 0;
            for (int i = 0; i < changes.size(); i++) {
                Instant since = changes.get(i);
                Instant until = i + 1 < changes.size() ? changes.get(i + 1) : to;
                Stock stock = stockAt.apply(since);
                int value = belongs(stock.account(), source) ? amount.applyAsInt(stock) : 0;
                if (since.isBefore(from) && !until.isBefore(from)) {
                    add(measure, At.START, BigDecimal.valueOf(value));
                }
                if (i + 1 == changes.size()) {
                    add(measure, At.END, BigDecimal.valueOf(value));
                }
                Instant begin = since.isBefore(from) ? from : since;
                if (begin.isBefore(until)) {
                    area += value * ChronoUnit.MICROS.between(begin, until);
                }
            }
            add(
                    measure,
                    At.MEAN,
                    BigDecimal.valueOf(area)
                            .divide(BigDecimal.valueOf(ChronoUnit.MICROS.between(from, to)), MathContext.DECIMAL128));
        }
    }

    private static boolean known(Stock stock) {
        return stock.stage() != Stage.CLOSED && stock.stage() != Stage.MERGED;
    }

    private static boolean active(Stage stage) {
        return stage == Stage.ACTIVE || stage == Stage.AT_RISK;
    }

    private static BigDecimal seconds(Duration time) {
        return BigDecimal.valueOf(time.toNanos(), 9);
    }
}
