package org.relatum.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The walls of the house (docs/architecture.md). */
class HouseRulesTest {

    private static final String EVENTS = "org.relatum.events..";
    private static final String COMMAND = "org.relatum.command..";
    private static final String PROJECTION = "org.relatum.projection..";
    private static final String QUERY = "org.relatum.query..";
    private static final String SERVER = "org.relatum.server..";

    /** The fold contract and the folds: everything in projections but what drives and stores them. */
    private static final DescribedPredicate<JavaClass> FOLDS = resideInAPackage(PROJECTION)
            .and(not(resideInAnyPackage(
                    "org.relatum.projection",
                    "org.relatum.projection.engine..",
                    "org.relatum.projection.rebuild..",
                    "org.relatum.projection.store..")))
            .as("the fold contract and the read models");

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages(
                    "org.relatum.events",
                    "org.relatum.command",
                    "org.relatum.projection",
                    "org.relatum.query",
                    "org.relatum.server");

    @Test
    void the_language_is_plain_Java() {
        holds(classes()
                .that()
                .resideInAPackage("org.relatum.events")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify.annotations", "org.relatum.events"));
    }

    @Test
    void the_language_and_its_wire_form_know_nobody() {
        holds(noClasses()
                .that()
                .resideInAPackage(EVENTS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        COMMAND, PROJECTION, QUERY, SERVER, "org.springframework..", "org.axonframework.."));
    }

    @Test
    void the_command_side_knows_only_the_language() {
        holds(noClasses()
                .that()
                .resideInAPackage(COMMAND)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(PROJECTION, QUERY, SERVER));
    }

    @Test
    void projections_know_only_the_language() {
        holds(noClasses()
                .that()
                .resideInAPackage(PROJECTION)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(COMMAND, QUERY, SERVER, "org.axonframework.."));
    }

    @Test
    void the_query_side_does_not_know_the_command_side() {
        holds(noClasses()
                .that()
                .resideInAPackage(QUERY)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(COMMAND, SERVER, "org.axonframework.."));
    }

    @Test
    void folds_need_no_framework() {
        holds(classes()
                .that(FOLDS)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "org.jspecify.annotations", EVENTS)
                        .or(FOLDS)
                        .as("the JDK, the language and other folds")));
    }

    @Test
    void folds_read_no_clock_draw_no_lots_and_touch_nothing_outside() {
        holds(noClasses()
                .that(FOLDS)
                .should()
                .callMethodWhere(target("now")
                        .or(target("randomUUID"))
                        .or(target("currentTimeMillis"))
                        .or(target("nanoTime")))
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.nio.file..", "java.net..", "java.sql..", "java.util.logging..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random"));
    }

    @Test
    void deciders_need_no_framework_read_no_clock_draw_no_lots_and_touch_nothing_outside() {
        holds(noClasses()
                .that()
                .resideInAnyPackage(
                        "org.relatum.command.customer..",
                        "org.relatum.command.interaction..",
                        "org.relatum.command.sales..",
                        "org.relatum.command.product..",
                        "org.relatum.command.commitment..",
                        "org.relatum.command.loyalty..",
                        "org.relatum.command.risk..",
                        "org.relatum.command.policy..",
                        "org.relatum.command.organisation..",
                        "org.relatum.command.service..",
                        "org.relatum.command.satisfaction..",
                        "org.relatum.command.reference..")
                .should()
                .callMethodWhere(target("now")
                        .or(target("randomUUID"))
                        .or(target("currentTimeMillis"))
                        .or(target("nanoTime")))
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework..",
                        "org.axonframework..",
                        "org.slf4j..",
                        "java.io..",
                        "java.nio.file..",
                        "java.net..",
                        "java.sql..",
                        "java.util.logging..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random"));
    }

    @Test
    void folds_calculate_alike_on_every_machine() {
        Set<String> differing = Set.of(
                "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "exp", "expm1", "log", "log10", "log1p", "pow",
                "cbrt", "sinh", "cosh", "tanh", "hypot", "random");
        holds(noClasses()
                .that(FOLDS)
                .should()
                .callMethodWhere(new DescribedPredicate<JavaMethodCall>("Math where StrictMath is meant") {
                    @Override
                    public boolean test(JavaMethodCall call) {
                        return call.getTargetOwner().isEquivalentTo(Math.class) && differing.contains(call.getName());
                    }
                }));
    }

    @Test
    void packages_do_not_run_in_circles() {
        holds(slices().matching("org.relatum.(**)").should().beFreeOfCycles());
    }

    @Test
    void events_and_commands_carry_no_such_suffix() {
        holds(noClasses()
                .that()
                .areRecords()
                .and()
                .resideInAnyPackage(EVENTS, COMMAND)
                .should()
                .haveSimpleNameEndingWith("Event")
                .orShould()
                .haveSimpleNameEndingWith("Command"));
    }

    @Test
    void nobody_reaches_into_the_state_of_another() {
        holds(fields().that().areNotFinal().should().notBePublic());
    }

    @Test
    void every_package_says_what_may_be_null() throws ClassNotFoundException {
        Set<String> unmarked = new TreeSet<>();
        for (JavaClass type : HOUSE) {
            Class<?> info;
            try {
                info = Class.forName(type.getPackageName() + ".package-info");
            } catch (ClassNotFoundException e) {
                unmarked.add(type.getPackageName());
                continue;
            }
            if (!info.isAnnotationPresent(NullMarked.class)) {
                unmarked.add(type.getPackageName());
            }
        }
        Assertions.assertThat(unmarked).isEmpty();
    }

    private static void holds(ArchRule rule) {
        rule.allowEmptyShould(true).check(HOUSE);
    }

    private static DescribedPredicate<JavaMethodCall> target(String name) {
        return DescribedPredicate.describe(
                name + "()",
                call -> call.getName().equals(name)
                        && call.getTargetOwner().getPackageName().startsWith("java."));
    }
}
