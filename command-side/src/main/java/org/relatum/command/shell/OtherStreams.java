package org.relatum.command.shell;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.relatum.command.customer.Named;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.ImprovementCommand.CloseImprovement;
import org.relatum.command.language.ImprovementCommand.OpenImprovement;
import org.relatum.command.language.LoyaltyCommand.ConvertReferral;
import org.relatum.command.language.LoyaltyCommand.RecordReferral;
import org.relatum.command.language.PerformanceCommand;
import org.relatum.command.language.PerformanceCommand.EvaluatePeriod;
import org.relatum.command.language.RefusedException;
import org.relatum.command.language.SalesCommand.PlaceOrder;
import org.relatum.command.language.SatisfactionCommand.RespondToSurvey;
import org.relatum.command.language.ServiceCommand.LinkArticle;
import org.relatum.command.language.ServiceCommand.OpenCase;
import org.relatum.command.organisation.Department;
import org.relatum.command.organisation.Directory;
import org.relatum.command.organisation.Member;
import org.relatum.command.performance.PerformanceDecider;
import org.relatum.command.performance.Scope;
import org.relatum.command.performance.ScorecardFigures;
import org.relatum.command.product.Product;
import org.relatum.command.satisfaction.Improvement;
import org.relatum.command.satisfaction.Survey;
import org.relatum.command.service.Article;
import org.relatum.events.ArticleEvent;
import org.relatum.events.ImprovementEvent;
import org.relatum.events.OrganisationEvent;
import org.relatum.events.ProductEvent;
import org.relatum.events.SurveyEvent;

/** Finds out what a command names in other streams than its own, before that one is locked. */
final class OtherStreams {
    private final Readings<Product, ProductEvent> products;
    private final Readings<Survey, SurveyEvent> surveys;
    private final Readings<Article, ArticleEvent> articles;
    private final Readings<Member, OrganisationEvent> staff;
    private final Readings<Department, OrganisationEvent> departments;
    private final Readings<Improvement, ImprovementEvent> improvements;
    private final CustomerHistories customers;
    private final KnownPolicies policies;
    private final ScorecardFigures figures;

    OtherStreams(EventStore events, CustomerHistories customers, KnownPolicies policies, ScorecardFigures figures) {
        this.figures = figures;
        this.policies = policies;
        this.products = new Readings<>(events, ProductEvent.class, Product.UNKNOWN, Product::evolve);
        this.surveys = new Readings<>(events, SurveyEvent.class, Survey.UNKNOWN, Survey::evolve);
        this.articles = new Readings<>(events, ArticleEvent.class, Article.UNKNOWN, Article::evolve);
        this.staff = new Readings<>(events, OrganisationEvent.class, Member.UNKNOWN, Member::evolve);
        this.departments = new Readings<>(events, OrganisationEvent.class, Department.UNKNOWN, Department::evolve);
        this.improvements = new Readings<>(events, ImprovementEvent.class, Improvement.UNKNOWN, Improvement::evolve);
        this.customers = customers;
    }

    /** What the other streams say. */
    Named namedBy(Object command) {
        Directory.Names names = Directory.Names.of(command);
        return names.isEmpty() ? thingsNamedBy(command) : thingsNamedBy(command).with(directory(names));
    }

    private Directory directory(Directory.Names names) {
        Map<String, Member> members = new HashMap<>();
        Stream.concat(names.staff().stream(), names.former().stream())
                .forEach(name -> members.put(name, staff.of(DerivedId.ofStaff(name))));
        Map<String, Department> named = new HashMap<>();
        names.departments().forEach(name -> named.put(name, departments.of(DerivedId.ofDepartment(name))));
        return new Directory(members, named);
    }

    private Named thingsNamedBy(Object command) {
        return switch (command) {
            case PlaceOrder c -> Named.NOTHING.with(products(c));
            case OpenCase c
            when c.sku() != null -> Named.NOTHING.with(Map.of(c.sku(), products.of(DerivedId.ofProduct(c.sku()))));
            case LinkArticle c -> Named.NOTHING.with(articles.of(c.article()));
            case RespondToSurvey c -> Named.NOTHING.with(surveys.of(c.survey()));
            case OpenImprovement c -> {
                Named named = c.survey() == null ? Named.NOTHING : Named.NOTHING.with(surveys.of(c.survey()));
                yield c.customer() == null ? named : named.with(customers.standing(c.customer()));
            }
            case EvaluatePeriod c -> Named.NOTHING.with(figures(c));
            case RecordReferral c
            when c.referredCustomer() != null -> Named.NOTHING.with(customers.standing(c.referredCustomer()));
            case ConvertReferral c -> Named.NOTHING.with(customers.standing(c.referredCustomer()));
            default -> Named.NOTHING;
        };
    }

    private ScorecardFigures.Answer figures(EvaluatePeriod command) {
        try {
            return figures.of(Scope.of(command.period(), command.dimension(), command.member()), command.knownAt());
        } catch (RefusedException e) {
            return new ScorecardFigures.Refused(e.refusal());
        }
    }

    private Map<String, Product> products(PlaceOrder order) {
        Map<String, Product> named = new HashMap<>();
        for (var line : order.lines()) {
            if (line.sku() != null) {
                named.computeIfAbsent(line.sku(), sku -> products.of(DerivedId.ofProduct(sku)));
            }
        }
        return named;
    }

    /**
     * Whose personal data the reason of a command is: the same person's as the texts in it, so that both end with that person's key.
     *
     * @param stream of the command; where it is about nobody, the reason is the stream's own
     */
    UUID subjectOfReason(UUID stream, Object command) {
        return switch (command) {
            case OpenImprovement c when c.customer() != null -> c.customer();
            case CloseImprovement c ->
                Objects.requireNonNullElse(improvements.of(c.improvement()).customer(), stream);
            case PerformanceCommand c -> PerformanceDecider.subject(c, stream);
            default -> stream;
        };
    }

    /** Says that a stream has changed. */
    void changed(UUID stream) {
        products.changed(stream);
        surveys.changed(stream);
        articles.changed(stream);
        policies.changed(stream);
        staff.changed(stream);
        departments.changed(stream);
        improvements.changed(stream);
    }
}
