package org.relatum.projection.oracle;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CaseKind;
import org.relatum.events.CommitmentEvent.CommitmentBroken;
import org.relatum.events.CommitmentEvent.CommitmentKept;
import org.relatum.events.CommitmentEvent.CommitmentMade;
import org.relatum.events.CommitmentEvent.NeedIdentified;
import org.relatum.events.CommitmentEvent.NeedMet;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Direction;
import org.relatum.events.InteractionEvent.CareCancelled;
import org.relatum.events.InteractionEvent.CareDelivered;
import org.relatum.events.InteractionEvent.CarePlanned;
import org.relatum.events.InteractionEvent.InteractionLogged;
import org.relatum.events.KpiDimension;
import org.relatum.events.LifecycleEvent.AbsorptionUndone;
import org.relatum.events.LifecycleEvent.ContactPointAdded;
import org.relatum.events.LifecycleEvent.ContactPointRemoved;
import org.relatum.events.LifecycleEvent.CustomerAbsorbed;
import org.relatum.events.LifecycleEvent.CustomerClassified;
import org.relatum.events.LifecycleEvent.CustomerMerged;
import org.relatum.events.LifecycleEvent.CustomerRegistered;
import org.relatum.events.LifecycleEvent.MergeUndone;
import org.relatum.events.LifecycleEvent.OwnerAssigned;
import org.relatum.events.LifecycleEvent.ProfileChanged;
import org.relatum.events.LoyaltyEvent.PointsAccrued;
import org.relatum.events.LoyaltyEvent.PointsRedeemed;
import org.relatum.events.LoyaltyEvent.ReferralConverted;
import org.relatum.events.LoyaltyEvent.ReferralRecorded;
import org.relatum.events.Profile;
import org.relatum.events.ProfileField;
import org.relatum.events.Recorded;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.SalesEvent.OrderReturned;
import org.relatum.events.SatisfactionEvent.SurveyResponded;
import org.relatum.events.ServiceEvent.CaseOpened;
import org.relatum.events.policy.KpiFormula.At;
import org.relatum.events.policy.KpiPeriod;
import org.relatum.events.policy.Measure;
import org.relatum.projection.lifecycle.Stage;
import org.relatum.projection.performance.ScorecardName;
import org.relatum.projection.performance.Scores;

/**
 * Measures by brute force, from the plain list of all facts; written from the definitions of the domain and no code of the folds. What flows
 * is looked up fact by fact; what is there is asked of the other oracles at every instant at which anything happens.
 */
final class KpiOracle {
    private static final Set<Class<?>> MEMBERS =
            Set.of(CustomerAbsorbed.class, AbsorptionUndone.class, CustomerMerged.class, MergeUndone.class);

    private final Map<UUID, List<Recorded<CustomerEvent>>> log;
    private final LifecycleOracle lifecycle;
    private final RelationshipOracle relationships;
    private final Instant knownAt;
    private final ZoneId zone;
    private final List<Flow> flows = new ArrayList<>();
    private final List<Course> courses = new ArrayList<>();

    /** Whose a customer is, and the channel. */
    private record Account(
            @Nullable String segment,
            @Nullable String department,
            @Nullable String owner,
            @Nullable String channel) {
        boolean belongs(ScorecardName name) {
            return switch (name.dimension()) {
                case COMPANY -> true;
                case SEGMENT -> is(segment, name);
                case DEPARTMENT -> is(department, name);
                case OWNER -> is(owner, name);
                case CHANNEL -> is(channel, name);
            };
        }

        private static boolean is(@Nullable String own, ScorecardName name) {
            return Objects.requireNonNullElse(own, "none").equals(name.member());
        }

        Account by(@Nullable String other) {
            return new Account(segment, department, owner, other);
        }
    }

    private record Flow(UUID customer, Measure measure, Instant at, BigDecimal amount, Account account) {}

    /** What is there from an instant on. */
    private record Standing(Instant from, Account account, boolean active, Map<Measure, Long> stocks) {}

    /** One customer's standings, ascending. */
    private record Course(UUID customer, List<Standing> standings) {
        /** What is there just before an instant. */
        @Nullable
        Standing before(Instant instant) {
            Standing found = null;
            for (Standing standing : standings) {
                if (standing.from().isBefore(instant)) {
                    found = standing;
                }
            }
            return found;
        }
    }

    /** @param horizon up to when is looked */
    KpiOracle(Collection<Recorded<CustomerEvent>> everyFact, Instant knownAt, Instant horizon, ZoneId zone) {
        this.log = everyFact.stream()
                .filter(fact -> !fact.recordedAt().isAfter(knownAt))
                .collect(Collectors.groupingBy(Recorded::stream));
        this.lifecycle = new LifecycleOracle(everyFact);
        this.relationships = new RelationshipOracle(everyFact, null);
        this.knownAt = knownAt;
        this.zone = zone;
        for (UUID customer : log.keySet()) {
            new One(customer, horizon).look();
        }
    }

    /** The members that dimensions have. */
    Set<String> members(KpiDimension dimension) {
        Set<String> members = new HashSet<>(Set.of("none"));
        List<Account> accounts = new ArrayList<>();
        flows.forEach(flow -> accounts.add(flow.account()));
        courses.forEach(course -> course.standings().forEach(s -> accounts.add(s.account())));
        for (Account account : accounts) {
            String member = switch (dimension) {
                case COMPANY -> null;
                case SEGMENT -> account.segment();
                case DEPARTMENT -> account.department();
                case OWNER -> account.owner();
                case CHANNEL -> account.channel();
            };
            if (member != null) {
                members.add(member);
            }
        }
        return members;
    }

    /** @param after the first instant that doesn't count */
    Scores.Sums sums(ScorecardName name, Instant after) {
        KpiPeriod period = name.period();
        Instant from = period.from(zone);
        Instant end = period.to(zone);
        Instant to = after.isBefore(end) ? after : end;
        return (measure, at) -> !from.isBefore(to) ? BigDecimal.ZERO : value(name, measure, at, from, to);
    }

    private BigDecimal value(ScorecardName name, Measure measure, At at, Instant from, Instant to) {
        if (measure == Measure.DEPARTED) {
            return BigDecimal.valueOf(courses.stream()
                    .filter(course -> {
                        Standing start = course.before(from);
                        Standing now = course.before(to);
                        return start != null
                                && start.active()
                                && start.account().belongs(name)
                                && (now == null || !now.active());
                    })
                    .count());
        }
        if (measure == Measure.NEW_CUSTOMERS) {
            return newCustomers(name, from, to);
        }
        return switch (at) {
            case IN_PERIOD ->
                flows.stream()
                        .filter(flow -> flow.measure() == measure
                                && !flow.at().isBefore(from)
                                && flow.at().isBefore(to)
                                && flow.account().belongs(name))
                        .map(Flow::amount)
                        .reduce(BigDecimal.ZERO, BigDecimal::add);
            case START -> stock(name, measure, from);
            case END -> stock(name, measure, to);
            case MEAN -> mean(name, measure, from, to);
        };
    }

    private BigDecimal newCustomers(ScorecardName name, Instant from, Instant to) {
        long count = 0;
        for (Course course : courses) {
            Standing start = course.before(from);
            boolean activeAtStart = start != null && start.active();
            Flow first = flows.stream()
                    .filter(flow -> flow.customer().equals(course.customer())
                            && (flow.measure() == Measure.WON
                                    || (flow.measure() == Measure.RECOVERED && !activeAtStart))
                            && !flow.at().isBefore(from)
                            && flow.at().isBefore(to))
                    .min((a, b) -> a.at().compareTo(b.at()))
                    .orElse(null);
            count += first != null && first.account().belongs(name) ? 1 : 0;
        }
        return BigDecimal.valueOf(count);
    }

    private BigDecimal stock(ScorecardName name, Measure measure, Instant instant) {
        long sum = 0;
        for (Course course : courses) {
            Standing standing = course.before(instant);
            if (standing != null && standing.account().belongs(name)) {
                sum += standing.stocks().getOrDefault(measure, 0L);
            }
        }
        return BigDecimal.valueOf(sum);
    }

    private BigDecimal mean(ScorecardName name, Measure measure, Instant from, Instant to) {
        BigDecimal area = BigDecimal.ZERO;
        for (Course course : courses) {
            for (int i = 0; i < course.standings().size(); i++) {
                Standing standing = course.standings().get(i);
                Instant begin = standing.from().isAfter(from) ? standing.from() : from;
                Instant end = i + 1 < course.standings().size()
                        ? course.standings().get(i + 1).from()
                        : to;
                end = end.isBefore(to) ? end : to;
                if (begin.isBefore(end) && standing.account().belongs(name)) {
                    area = area.add(BigDecimal.valueOf(standing.stocks().getOrDefault(measure, 0L))
                            .multiply(BigDecimal.valueOf(ChronoUnit.MICROS.between(begin, end))));
                }
            }
        }
        return area.divide(BigDecimal.valueOf(ChronoUnit.MICROS.between(from, to)), MathContext.DECIMAL128);
    }

    /** One customer. */
    private final class One {
        private final UUID customer;
        private final Instant horizon;
        private final List<Instant> memberChanges;
        private final List<Instant> instants;

        One(UUID customer, Instant horizon) {
            this.customer = customer;
            this.horizon = horizon;
            TreeSet<Instant> all = new TreeSet<>();
            TreeSet<Instant> changes = new TreeSet<>();
            for (List<Recorded<CustomerEvent>> stream : log.values()) {
                for (Recorded<CustomerEvent> fact : stream) {
                    all.add(fact.occurredAt());
                    if (MEMBERS.contains(fact.event().getClass())) {
                        changes.add(fact.occurredAt());
                    }
                    if (fact.event() instanceof PointsAccrued e) {
                        all.add(e.activeFrom());
                        all.add(e.expiresAt());
                    }
                }
            }
            lifecycle.course(customer, knownAt).forEach(step -> all.add(step.from()));
            this.instants = List.copyOf(all.headSet(horizon, true));
            this.memberChanges = List.copyOf(changes);
        }

        void look() {
            standings();
            for (List<Recorded<CustomerEvent>> stream : log.values()) {
                for (Recorded<CustomerEvent> fact : stream) {
                    List<Recorded<CustomerEvent>> upTo = upTo(fact);
                    if (upTo.contains(fact) && isCountedHere(fact)) {
                        happened(fact, upTo);
                    }
                }
            }
            byTime();
        }

        /** The relationship's facts up to one of them. */
        private List<Recorded<CustomerEvent>> upTo(Recorded<CustomerEvent> fact) {
            return lifecycle.relationship(customer, knownAt, fact.occurredAt()).stream()
                    .filter(f -> Recorded.BY_OCCURRENCE.compare(f, fact) <= 0)
                    .toList();
        }

        /** A fact counts with the customer itself or, if that was merged into another before, with the survivor. */
        private boolean isCountedHere(Recorded<CustomerEvent> fact) {
            UUID root = fact.stream();
            while (true) {
                UUID survivor = null;
                List<Recorded<CustomerEvent>> own = log.getOrDefault(root, List.of()).stream()
                        .filter(f -> Recorded.BY_OCCURRENCE.compare(f, fact) < 0)
                        .sorted(Recorded.BY_OCCURRENCE)
                        .toList();
                for (Recorded<CustomerEvent> f : own) {
                    survivor = switch (f.event()) {
                        case CustomerMerged e -> e.survivor();
                        case MergeUndone e -> null;
                        default -> survivor;
                    };
                }
                if (survivor == null) {
                    return root.equals(customer);
                }
                root = survivor;
            }
        }

        private void flow(Measure measure, Instant at, BigDecimal amount, Account account) {
            flows.add(new Flow(customer, measure, at, amount, account));
        }

        private void flow(Measure measure, Instant at, long amount, Account account) {
            flow(measure, at, BigDecimal.valueOf(amount), account);
        }

        private void happened(Recorded<CustomerEvent> fact, List<Recorded<CustomerEvent>> upTo) {
            Instant at = fact.occurredAt();
            Account own = account(upTo);
            Account nobodys = own.by(null);
            switch (fact.event()) {
                case OrderPlaced e -> {
                    BigDecimal amount = e.total().amount().multiply(e.conversionRate());
                    flow(Measure.ORDERS, at, 1, own.by(e.channel()));
                    flow(Measure.ORDER_REVENUE, at, amount, own.by(e.channel()));
                    flow(Measure.NET_REVENUE, at, amount, own.by(e.channel()));
                    ordered(at, upTo, own);
                }
                case OrderReturned e -> {
                    BigDecimal amount = e.amount().amount().multiply(e.conversionRate());
                    String channel = null;
                    for (Recorded<CustomerEvent> f : upTo) {
                        if (f.event() instanceof OrderPlaced o
                                && o.order().equals(e.order())
                                && (f.stream().equals(fact.stream()) || channel == null)) {
                            channel = o.channel();
                        }
                    }
                    flow(Measure.RETURN_AMOUNT, at, amount, own.by(channel));
                    flow(Measure.NET_REVENUE, at, amount.negate(), own.by(channel));
                }
                case SurveyResponded e -> answered(e, at, nobodys);
                case InteractionLogged e -> {
                    flow(Measure.INTERACTIONS, at, 1, own.by(e.channel()));
                    if (e.direction() == Direction.INBOUND) {
                        flow(Measure.INBOUND, at, 1, own.by(e.channel()));
                    }
                    if (e.responseSeconds() != null) {
                        flow(Measure.RESPONSES, at, 1, own.by(e.channel()));
                        flow(Measure.RESPONSE_TIME, at, e.responseSeconds(), own.by(e.channel()));
                    }
                }
                case CareDelivered e -> flow(Measure.CARE_DELIVERED, at, 1, own.by(e.channel()));
                case CaseOpened e -> {
                    flow(Measure.CASES_OPENED, at, 1, own.by(e.channel()));
                    if (e.kind() == CaseKind.COMPLAINT) {
                        flow(Measure.COMPLAINTS, at, 1, own.by(e.channel()));
                    }
                }
                case PointsAccrued e -> flow(Measure.POINTS_ISSUED, at, e.points(), nobodys);
                case PointsRedeemed e -> flow(Measure.POINTS_REDEEMED, at, e.points(), nobodys);
                case ReferralRecorded e -> flow(Measure.REFERRALS, at, 1, nobodys);
                case ReferralConverted e -> flow(Measure.CONVERSIONS, at, 1, nobodys);
                default -> {}
            }
        }

        private void ordered(Instant at, List<Recorded<CustomerEvent>> upTo, Account own) {
            List<Recorded<CustomerEvent>> before = upTo.subList(0, upTo.size() - 1);
            if (LifecycleOracle.orders(upTo).size() == 1) {
                flow(Measure.WON, at, 1, own);
            }
            if (!before.isEmpty()
                    && lifecycle
                                    .judge(customer, before, at.minus(1, ChronoUnit.MICROS))
                                    .stage()
                            == Stage.LOST
                    && isActive(lifecycle.judge(customer, upTo, at).stage())) {
                flow(Measure.RECOVERED, at, 1, own);
            }
        }

        private void answered(SurveyResponded e, Instant at, Account account) {
            if (e.overall() != null) {
                flow(Measure.CSAT_SUM, at, e.overall(), account);
                flow(Measure.CSAT_ANSWERS, at, 1, account);
                flow(Measure.CSAT_TOP, at, e.overall() >= 4 ? 1 : 0, account);
            }
            if (e.nps() != null) {
                flow(Measure.NPS_ANSWERS, at, 1, account);
                flow(Measure.NPS_PROMOTERS, at, e.nps() >= 9 ? 1 : 0, account);
                flow(Measure.NPS_DETRACTORS, at, e.nps() <= 6 ? 1 : 0, account);
            }
            if (e.ces() != null) {
                flow(Measure.CES_SUM, at, e.ces(), account);
                flow(Measure.CES_ANSWERS, at, 1, account);
            }
            e.csat().forEach((factor, mark) -> {
                if (Set.of("product_fit", "response_speed", "problem_solved", "price", "brand")
                        .contains(factor)) {
                    flow(Measure.of("csat_" + factor + "_sum").orElseThrow(), at, mark, account);
                    flow(Measure.of("csat_" + factor + "_answers").orElseThrow(), at, 1, account);
                }
            });
        }

        /** What comes by time: in each stretch of time in which nobody joins or leaves the relationship. */
        private void byTime() {
            List<LifecycleOracle.Step> course = lifecycle.course(customer, knownAt);
            for (int i = 1; i < course.size(); i++) {
                Instant at = course.get(i).from();
                if (course.get(i).value().stage() == Stage.LOST
                        && isActive(course.get(i - 1).value().stage())
                        && !memberChanges.contains(at)
                        && !at.isAfter(horizon)) {
                    flow(Measure.LOST, at, 1, account(lifecycle.relationship(customer, knownAt, at)));
                }
            }
            Instant from = Instant.MIN;
            List<Instant> ends = new ArrayList<>(memberChanges);
            ends.add(horizon.plusSeconds(1));
            for (Instant end : ends) {
                List<Recorded<CustomerEvent>> facts =
                        lifecycle.relationship(customer, knownAt, end.minus(1, ChronoUnit.MICROS));
                if (!facts.isEmpty() && end.isAfter(from)) {
                    stretch(facts, from, end);
                }
                from = end;
            }
        }

        private void stretch(List<Recorded<CustomerEvent>> facts, Instant from, Instant end) {
            for (Recorded<CustomerEvent> fact : facts) {
                if (fact.event() instanceof CommitmentMade made && isIn(made.dueAt(), from, end)) {
                    Recorded<CustomerEvent> ending = first(facts, fact, made.dueAt(), f -> switch (f) {
                        case CommitmentKept e -> e.commitment().equals(made.commitment());
                        case CommitmentBroken e -> e.commitment().equals(made.commitment());
                        default -> false;
                    });
                    Account account = account(happenedBy(facts, made.dueAt())).by(null);
                    flow(Measure.COMMITMENTS_DUE, made.dueAt(), 1, account);
                    if (ending != null && ending.event() instanceof CommitmentKept) {
                        flow(Measure.COMMITMENTS_KEPT, made.dueAt(), 1, account);
                    }
                }
                if (fact.event() instanceof CarePlanned planned && isIn(planned.dueAt(), from, end)) {
                    Recorded<CustomerEvent> cancelled = first(
                            facts,
                            fact,
                            planned.dueAt(),
                            f -> f instanceof CareCancelled e && e.care().equals(planned.care()));
                    if (cancelled == null) {
                        flow(
                                Measure.CARE_PLANNED,
                                planned.dueAt(),
                                1,
                                account(happenedBy(facts, planned.dueAt())).by(null));
                    }
                }
            }
            RelationshipOracle.Answer answer = relationships.answer(customer, knownAt, end.minus(1, ChronoUnit.MICROS));
            if (answer != null) {
                for (RelationshipOracle.CaseDone done : answer.casesDone()) {
                    if (isIn(done.at(), from, end)) {
                        Account account = account(happenedBy(facts, done.at())).by(done.channel());
                        done.measures().forEach((measure, amount) -> flow(measure, done.at(), amount, account));
                    }
                }
            }
        }

        /** The first end of something up to when it is due: in its own stream or, if there is none, elsewhere. */
        private @Nullable Recorded<CustomerEvent> first(
                List<Recorded<CustomerEvent>> facts,
                Recorded<CustomerEvent> thing,
                Instant due,
                java.util.function.Predicate<CustomerEvent> ending) {
            for (Recorded<CustomerEvent> fact : facts) {
                if (Recorded.BY_OCCURRENCE.compare(fact, thing) > 0
                        && !fact.occurredAt().isAfter(due)
                        && ending.test(fact.event())
                        && isMeant(facts, thing, fact)) {
                    return fact;
                }
            }
            return null;
        }

        /** Whether a fact is about a thing and not about another one of the same name. */
        private boolean isMeant(
                List<Recorded<CustomerEvent>> facts, Recorded<CustomerEvent> thing, Recorded<CustomerEvent> fact) {
            Recorded<CustomerEvent> meant = null;
            for (Recorded<CustomerEvent> other : facts) {
                boolean same = other.event().getClass() == thing.event().getClass()
                        && name(other.event()).equals(name(thing.event()))
                        && Recorded.BY_OCCURRENCE.compare(other, fact) < 0;
                if (same
                        && (meant == null
                                || !meant.stream().equals(fact.stream())
                                || other.stream().equals(fact.stream()))) {
                    meant = other;
                }
            }
            return thing.equals(meant);
        }

        private static String name(CustomerEvent event) {
            return switch (event) {
                case CommitmentMade e -> e.commitment();
                case CarePlanned e -> e.care();
                default -> "";
            };
        }

        private boolean isIn(Instant at, Instant from, Instant end) {
            return !at.isBefore(from)
                    && at.isBefore(end)
                    && !at.isAfter(horizon)
                    && lifecycle
                            .answer(customer, knownAt, at)
                            .filter(answer -> answer.stage() != Stage.MERGED)
                            .isPresent();
        }

        private static List<Recorded<CustomerEvent>> happenedBy(List<Recorded<CustomerEvent>> facts, Instant at) {
            return facts.stream().filter(f -> !f.occurredAt().isAfter(at)).toList();
        }

        private void standings() {
            List<Standing> standings = new ArrayList<>();
            for (Instant at : instants) {
                List<Recorded<CustomerEvent>> facts = lifecycle.relationship(customer, knownAt, at);
                if (!facts.isEmpty()) {
                    standings.add(standing(at, facts));
                }
            }
            courses.add(new Course(customer, standings));
        }

        private Standing standing(Instant at, List<Recorded<CustomerEvent>> facts) {
            Account account = account(facts);
            Stage stage = lifecycle.judge(customer, facts, at).stage();
            Map<Measure, Long> stocks = new EnumMap<>(Measure.class);
            if (stage != Stage.MERGED) {
                int orders = LifecycleOracle.orders(facts).size();
                stocks.put(Measure.BUYERS, orders >= 1 ? 1L : 0);
                stocks.put(Measure.REPEAT_BUYERS, orders >= 2 ? 1L : 0);
                stocks.put(Measure.NEEDS_KNOWN, count(facts, NeedIdentified.class));
                stocks.put(Measure.NEEDS_MET, count(facts, NeedMet.class));
                RelationshipOracle.Answer answer = relationships.answer(customer, knownAt, at);
                RelationshipOracle.AccountAnswer points = answer == null ? null : answer.account();
                stocks.put(Measure.POINTS_ACTIVE, points == null ? 0L : points.active());
                if (stage != Stage.CLOSED) {
                    stocks.put(Measure.CUSTOMERS, 1L);
                    stocks.put(Measure.PROFILE_KEYS, 9L);
                    stocks.put(Measure.PROFILE_KNOWN, known(facts, account));
                }
                if (isActive(stage)) {
                    stocks.put(Measure.ACTIVE, 1L);
                    long categories = facts.stream()
                            .filter(f -> f.event() instanceof OrderPlaced)
                            .flatMap(f -> ((OrderPlaced) f.event()).lines().stream())
                            .map(line -> line.category())
                            .filter(Objects::nonNull)
                            .distinct()
                            .count();
                    stocks.put(Measure.CROSS_BUYERS, categories >= 2 ? 1L : 0);
                }
            }
            return new Standing(at, account, isActive(stage), stocks);
        }

        private static long count(List<Recorded<CustomerEvent>> facts, Class<?> kind) {
            return facts.stream().filter(f -> kind.isInstance(f.event())).count();
        }

        private static long known(List<Recorded<CustomerEvent>> facts, Account account) {
            Set<String> known = new HashSet<>();
            Set<String> contacts = new HashSet<>();
            for (Recorded<CustomerEvent> fact : facts) {
                switch (fact.event()) {
                    case CustomerRegistered e -> add(known, e.profile());
                    case ProfileChanged e -> {
                        for (ProfileField field : e.cleared()) {
                            known.remove(field.name());
                        }
                        add(known, e.profile());
                    }
                    case ContactPointAdded e -> contacts.add(e.contactPoint().id());
                    case ContactPointRemoved e -> contacts.remove(e.contactPoint());
                    default -> {}
                }
            }
            boolean work = known.contains("OCCUPATION") || known.contains("INDUSTRY");
            known.remove("OCCUPATION");
            known.remove("INDUSTRY");
            return known.size()
                    + (work ? 1 : 0)
                    + (contacts.isEmpty() ? 0 : 1)
                    + (account.segment() == null ? 0 : 1)
                    + (account.owner() == null ? 0 : 1);
        }

        private static void add(Set<String> known, Profile profile) {
            put(known, "NAME", profile.name());
            put(known, "BIRTH_DATE", profile.birthDate());
            put(known, "ADDRESS", profile.address());
            put(known, "LANGUAGE", profile.language());
            put(known, "COUNTRY", profile.country());
            put(known, "OCCUPATION", profile.occupation());
            put(known, "INDUSTRY", profile.industry());
        }

        private static void put(Set<String> known, String field, @Nullable Object value) {
            if (value != null) {
                known.add(field);
            }
        }

        private static Account account(List<Recorded<CustomerEvent>> facts) {
            Account account = new Account(null, null, null, null);
            for (Recorded<CustomerEvent> fact : facts) {
                account = switch (fact.event()) {
                    case CustomerRegistered e -> account.channel() == null ? account.by(e.sourceChannel()) : account;
                    case CustomerClassified e ->
                        e.segment() == null
                                ? account
                                : new Account(e.segment(), account.department(), account.owner(), account.channel());
                    case OwnerAssigned e ->
                        new Account(account.segment(), e.department(), e.owner(), account.channel());
                    default -> account;
                };
            }
            return account;
        }

        private static boolean isActive(Stage stage) {
            return stage == Stage.ACTIVE || stage == Stage.AT_RISK;
        }
    }
}
