package org.relatum.query;

import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.relatum.events.ArticleEvent;
import org.relatum.events.DomainEvent;
import org.relatum.events.ImprovementEvent;
import org.relatum.events.OrganisationEvent;
import org.relatum.events.ProductEvent;
import org.relatum.events.SurveyEvent;
import org.relatum.events.deployment.Deployment;
import org.relatum.events.policy.PolicyReader;
import org.relatum.events.privacy.ErasureRegister;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.events.wire.EventCodec;
import org.relatum.projection.engine.AsOf;
import org.relatum.projection.engine.Backtest;
import org.relatum.projection.engine.Check;
import org.relatum.projection.engine.ContributionSearch;
import org.relatum.projection.engine.Courses;
import org.relatum.projection.engine.CustomerSearch;
import org.relatum.projection.engine.EventDecoder;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.engine.EventSearch;
import org.relatum.projection.engine.IntervalSearch;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.projection.engine.Memberships;
import org.relatum.projection.engine.PolicyVersions;
import org.relatum.projection.engine.References;
import org.relatum.projection.engine.RowStore;
import org.relatum.projection.engine.Scorecards;
import org.relatum.projection.engine.StoreFigures;
import org.relatum.projection.engine.Subjects;
import org.relatum.projection.engine.TimelineSearch;
import org.relatum.projection.engine.WhatIf;
import org.relatum.projection.knowledge.Article;
import org.relatum.projection.organisation.Department;
import org.relatum.projection.organisation.Member;
import org.relatum.projection.performance.Measurements;
import org.relatum.projection.product.Product;
import org.relatum.projection.rebuild.Rebuilder;
import org.relatum.projection.reference.ReferenceSource;
import org.relatum.projection.satisfaction.Improvement;
import org.relatum.projection.satisfaction.Survey;
import org.relatum.projection.store.postgres.LedgerKeeper;
import org.relatum.projection.store.postgres.PostgresLedger;
import org.relatum.projection.store.postgres.Sequencer;
import org.relatum.query.access.AccessController;
import org.relatum.query.commitment.CommitmentController;
import org.relatum.query.course.CourseController;
import org.relatum.query.course.Fields;
import org.relatum.query.course.ReplayController;
import org.relatum.query.customer.CustomerController;
import org.relatum.query.history.Histories;
import org.relatum.query.history.HistoryController;
import org.relatum.query.knowledge.ArticleController;
import org.relatum.query.ledger.CustomerProofController;
import org.relatum.query.ledger.LedgerController;
import org.relatum.query.ledger.LedgerSettings;
import org.relatum.query.ledger.Ledgers;
import org.relatum.query.lifecycle.LifecycleController;
import org.relatum.query.lifecycle.Lifecycles;
import org.relatum.query.loyalty.LoyaltyController;
import org.relatum.query.operation.CheckController;
import org.relatum.query.operation.EngineHealth;
import org.relatum.query.operation.EngineMetrics;
import org.relatum.query.operation.Figures;
import org.relatum.query.operation.ParkedController;
import org.relatum.query.operation.RebuildController;
import org.relatum.query.operation.StatusController;
import org.relatum.query.organisation.OrganisationController;
import org.relatum.query.policy.PolicyController;
import org.relatum.query.privacy.PrivacyController;
import org.relatum.query.privacy.PrivacyQuery;
import org.relatum.query.privacy.SubjectExport;
import org.relatum.query.product.ProductController;
import org.relatum.query.request.Cursors;
import org.relatum.query.request.QueryCode;
import org.relatum.query.request.Questions;
import org.relatum.query.request.Reaches;
import org.relatum.query.risk.RiskController;
import org.relatum.query.satisfaction.ImprovementController;
import org.relatum.query.satisfaction.SurveyController;
import org.relatum.query.scorecard.ScorecardController;
import org.relatum.query.scorecard.ScorecardQuery;
import org.relatum.query.service.CaseController;
import org.relatum.query.standing.StandingLists;
import org.relatum.query.standing.Standings;
import org.relatum.query.subject.SubjectQuestions;
import org.relatum.query.timeline.TimelineController;
import org.relatum.query.whatif.BacktestController;
import org.relatum.query.whatif.WhatIfController;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.json.JsonMapper;

/** The query side as Spring beans. Needs those of the projections, the event codec, the field cipher and a clock. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({QuerySettings.class, LedgerSettings.class})
@Import(QueryFailures.class)
public class QuerySideConfiguration {

    @Bean
    Cursors cursors(FieldCipher cipher) {
        return new Cursors(cipher);
    }

    @Bean
    Reaches reaches(CustomerSearch customers, Memberships memberships, EventLog log) {
        return new Reaches(customers, memberships, log);
    }

    @Bean
    Questions questions(
            EventLog log,
            EventSearch search,
            RowStore rows,
            LiveEngine engine,
            ReferenceSource references,
            Memberships memberships,
            Reaches reaches,
            Clock clock) {
        return new Questions(log, search, rows, engine, references, memberships, reaches, clock);
    }

    @Bean
    Lifecycles lifecycles(AsOf asOf, ReferenceSource references) {
        return new Lifecycles(asOf, references);
    }

    @Bean
    Histories histories(
            EventLog log,
            EventSearch search,
            EventDecoder decoder,
            Memberships memberships,
            EventCodec codec,
            FieldCipher cipher) {
        return new Histories(log, search, decoder, memberships, codec, cipher);
    }

    @Bean
    Ledgers ledgers(PostgresLedger ledger, LedgerKeeper keeper, LedgerSettings settings, Clock clock) {
        return new Ledgers(ledger, keeper, settings, clock);
    }

    @Bean
    LedgerController ledgerController(Ledgers ledgers, JsonMapper json) {
        return new LedgerController(ledgers, json);
    }

    @Bean
    CustomerProofController customerProofController(
            Ledgers ledgers,
            Questions questions,
            EventLog log,
            EventSearch search,
            Memberships memberships,
            Clock clock,
            JsonMapper json,
            QuerySettings settings,
            @Value("${relatum.time-zone:UTC}") ZoneId company) {
        return new CustomerProofController(
                ledgers,
                questions,
                log,
                search,
                memberships,
                clock,
                json,
                new CustomerProofController.Settings(company.getId(), settings.reportingCurrency()));
    }

    @Bean
    Figures figures(StoreFigures.Source source, Sequencer sequencer, List<LiveEngine> engines, Clock clock) {
        return new Figures(source, sequencer, engines, clock);
    }

    @Bean
    CustomerController customerController(
            Questions questions,
            AsOf asOf,
            Lifecycles lifecycles,
            CustomerSearch search,
            LiveEngine engine,
            FieldCipher cipher,
            Cursors cursors,
            Clock clock,
            QuerySettings settings) {
        return new CustomerController(
                questions, asOf, lifecycles, search, engine, cipher, cursors, clock, settings.reportingCurrency());
    }

    @Bean
    PrivacyQuery privacyQuery(EventLog log, EventSearch search, EventDecoder decoder, Memberships memberships) {
        return new PrivacyQuery(log, search, decoder, memberships);
    }

    @Bean
    PrivacyController privacyController(
            Questions questions,
            PrivacyQuery privacy,
            CustomerController customers,
            Histories histories,
            JsonMapper json,
            ErasureRegister register,
            FieldCipher cipher,
            Cursors cursors,
            Clock clock) {
        return new PrivacyController(
                questions,
                privacy,
                new SubjectExport(customers, privacy, histories, json),
                register,
                cipher,
                cursors,
                clock);
    }

    @Bean
    LifecycleController lifecycleController(Questions questions, Lifecycles lifecycles, Cursors cursors, Clock clock) {
        return new LifecycleController(questions, lifecycles, cursors, clock);
    }

    @Bean
    Standings standings(Questions questions, AsOf asOf, Cursors cursors, Clock clock) {
        return new Standings(questions, asOf, cursors, clock);
    }

    @Bean
    StandingLists standingLists(
            Questions questions, IntervalSearch search, LiveEngine engine, Cursors cursors, Clock clock) {
        return new StandingLists(questions, search, engine, cursors, clock);
    }

    @Bean
    CommitmentController commitmentController(Standings standings, StandingLists lists, FieldCipher cipher) {
        return new CommitmentController(standings, lists, cipher);
    }

    @Bean
    CaseController caseController(Standings standings, StandingLists lists, FieldCipher cipher) {
        return new CaseController(standings, lists, cipher);
    }

    @Bean
    LoyaltyController loyaltyController(Standings standings, StandingLists lists, QuerySettings settings) {
        return new LoyaltyController(standings, lists, settings.reportingCurrency());
    }

    @Bean
    RiskController riskController(
            Standings standings, StandingLists lists, QuerySettings settings, FieldCipher cipher) {
        return new RiskController(standings, lists, settings.reportingCurrency(), cipher);
    }

    @Bean
    Fields fields(JsonMapper json, FieldCipher cipher, QuerySettings settings) {
        return new Fields(json, cipher, settings.reportingCurrency());
    }

    @Bean
    CourseController courseController(
            Questions questions, Courses courses, Fields fields, Cursors cursors, Clock clock) {
        return new CourseController(questions, courses, fields, cursors, clock);
    }

    @Bean
    ReplayController replayController(
            Questions questions, Courses courses, Fields fields, Cursors cursors, Clock clock, JsonMapper json) {
        return new ReplayController(questions, courses, fields, cursors, clock, json);
    }

    @Bean
    TimelineController timelineController(
            Questions questions,
            Memberships memberships,
            TimelineSearch search,
            EventLog log,
            Cursors cursors,
            Clock clock,
            QuerySettings settings) {
        return new TimelineController(
                questions, memberships, search, log, cursors, clock, settings.reportingCurrency());
    }

    @Bean
    HistoryController historyController(
            Questions questions, Histories histories, Cursors cursors, Clock clock, JsonMapper json) {
        return new HistoryController(questions, histories, cursors, clock, json);
    }

    /** What answers about things that have a stream of their own are made from. */
    private record Sources(
            Questions questions, EventSearch search, EventLog log, EventCodec codec, Cursors cursors, Clock clock) {
        <S, E extends DomainEvent> SubjectQuestions<UUID, S> byId(
                Subjects.Kind<S, E> kind, String name, QueryCode notFound) {
            return new SubjectQuestions<>(
                    questions,
                    Subjects.byId(log, search, codec, kind),
                    log,
                    cursors,
                    clock,
                    SubjectQuestions.Asked.byId(name, notFound));
        }

        <S, E extends DomainEvent> SubjectQuestions<String, S> byName(
                Subjects.Kind<S, E> kind, String name, String field, QueryCode notFound) {
            return new SubjectQuestions<>(
                    questions,
                    Subjects.byName(log, search, codec, kind),
                    log,
                    cursors,
                    clock,
                    SubjectQuestions.Asked.byName(name, field, notFound));
        }
    }

    @Bean
    Sources sources(
            Questions questions, EventSearch search, EventLog log, EventCodec codec, Cursors cursors, Clock clock) {
        return new Sources(questions, search, log, codec, cursors, clock);
    }

    @Bean
    ProductController productController(Sources sources) {
        return new ProductController(sources.byName(
                new Subjects.Kind<>(EventSearch.PRODUCT, ProductEvent.class, Product.NONE, Product::fold),
                "product",
                "sku",
                QueryCode.PRODUCT_NOT_FOUND));
    }

    @Bean
    ScorecardQuery scorecardQuery(
            Measurements measurements,
            Scorecards scorecards,
            References references,
            @Value("${relatum.time-zone:UTC}") ZoneId company) {
        return new ScorecardQuery(measurements, scorecards, references, company);
    }

    @Bean
    ScorecardController scorecardController(
            Questions questions,
            ScorecardQuery query,
            ContributionSearch search,
            Scorecards scorecards,
            Cursors cursors,
            FieldCipher cipher,
            Clock clock) {
        return new ScorecardController(questions, query, search, scorecards, cursors, cipher, clock);
    }

    @Bean
    SurveyController surveyController(Sources sources) {
        return new SurveyController(sources.byId(
                new Subjects.Kind<>(EventSearch.SURVEY, SurveyEvent.class, Survey.NONE, Survey::fold),
                "survey",
                QueryCode.SURVEY_NOT_FOUND));
    }

    @Bean
    ImprovementController improvementController(Sources sources, FieldCipher cipher, Reaches reaches) {
        return new ImprovementController(
                sources.byId(
                        new Subjects.Kind<>(
                                EventSearch.IMPROVEMENT, ImprovementEvent.class, Improvement.NONE, Improvement::fold),
                        "improvement",
                        QueryCode.IMPROVEMENT_NOT_FOUND),
                cipher,
                reaches);
    }

    @Bean
    ArticleController articleController(Sources sources) {
        return new ArticleController(sources.byId(
                new Subjects.Kind<>(EventSearch.ARTICLE, ArticleEvent.class, Article.NONE, Article::fold),
                "article",
                QueryCode.ARTICLE_NOT_FOUND));
    }

    @Bean
    OrganisationController organisationController(Sources sources, FieldCipher cipher) {
        return new OrganisationController(
                sources.byName(
                        new Subjects.Kind<>(
                                EventSearch.DEPARTMENT, OrganisationEvent.class, Department.NONE, Department::fold),
                        "department",
                        "department",
                        QueryCode.DEPARTMENT_NOT_FOUND),
                sources.byName(
                        new Subjects.Kind<>(EventSearch.STAFF, OrganisationEvent.class, Member.NONE, Member::fold),
                        "member of staff",
                        "staff",
                        QueryCode.STAFF_NOT_FOUND),
                cipher);
    }

    @Bean
    PolicyController policyController(Questions questions, PolicyVersions versions, Clock clock) {
        return new PolicyController(questions, versions, clock);
    }

    @Bean
    WhatIfController whatIfController(
            WhatIf whatIf,
            Questions questions,
            ScorecardQuery scorecards,
            References references,
            Figures figures,
            @Value("${relatum.time-zone:UTC}") ZoneId company,
            Clock clock,
            JsonMapper json) {
        return new WhatIfController(
                whatIf, questions, new PolicyReader(company), scorecards, references, figures, clock, json);
    }

    @Bean
    BacktestController backtestController(
            Backtest backtest,
            Figures figures,
            @Value("${relatum.time-zone:UTC}") ZoneId company,
            Clock clock,
            JsonMapper json) {
        return new BacktestController(backtest, figures, company, clock, json);
    }

    @Bean
    AccessController accessController(EventSearch search, EventCodec codec, Cursors cursors) {
        return new AccessController(search, codec, cursors);
    }

    @Bean
    StatusController statusController(Figures figures, Ledgers ledgers, Deployment deployment, Clock clock) {
        return new StatusController(figures, ledgers, deployment, clock);
    }

    @Bean
    CheckController checkController(Check check, Figures figures, JsonMapper json) {
        return new CheckController(check, figures, json);
    }

    @Bean
    RebuildController rebuildController(Rebuilder rebuilder, Deployment deployment) {
        return new RebuildController(rebuilder, deployment);
    }

    @Bean
    ParkedController parkedController(RowStore rows, List<LiveEngine> engines) {
        return new ParkedController(rows, engines);
    }

    @Bean
    EngineHealth engineHealthIndicator(Figures figures, Deployment deployment, QuerySettings settings) {
        return new EngineHealth(figures, deployment, settings.readinessMaxLag());
    }

    @Bean
    EngineMetrics engineMetrics(Figures figures, Ledgers ledgers, LiveEngine engine) {
        return new EngineMetrics(figures, ledgers, engine);
    }
}
