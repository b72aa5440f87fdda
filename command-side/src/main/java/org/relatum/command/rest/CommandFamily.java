package org.relatum.command.rest;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.relatum.command.language.ArticleCommand;
import org.relatum.command.language.Command;
import org.relatum.command.language.CommitmentCommand;
import org.relatum.command.language.DepartmentCommand;
import org.relatum.command.language.ImprovementCommand;
import org.relatum.command.language.InteractionCommand;
import org.relatum.command.language.LifecycleCommand;
import org.relatum.command.language.LoyaltyCommand;
import org.relatum.command.language.PerformanceCommand;
import org.relatum.command.language.PrivacyCommand;
import org.relatum.command.language.ProductCommand;
import org.relatum.command.language.RiskCommand;
import org.relatum.command.language.SalesCommand;
import org.relatum.command.language.SatisfactionCommand;
import org.relatum.command.language.ServiceCommand;
import org.relatum.command.language.StaffCommand;
import org.relatum.command.language.SurveyCommand;

/** What the commands of one family have in common: the heading they are described under, and how an answer names their stream. */
enum CommandFamily {
    LIFECYCLE(LifecycleCommand.class, "Customer and lifecycle", "customerId"),
    INTERACTION(InteractionCommand.class, "Interaction and care", "customerId"),
    SALES(SalesCommand.class, "Sales", "customerId"),
    COMMITMENT(CommitmentCommand.class, "Needs and commitments", "customerId"),
    SERVICE(ServiceCommand.class, "Service and complaints", "customerId"),
    SATISFACTION(SatisfactionCommand.class, "Satisfaction", "customerId"),
    LOYALTY(LoyaltyCommand.class, "Loyalty", "customerId"),
    RISK(RiskCommand.class, "Risk", "customerId"),
    PRIVACY(PrivacyCommand.class, "Privacy", "customerId"),
    DEPARTMENT(DepartmentCommand.class, "Organisation", "departmentId"),
    STAFF(StaffCommand.class, "Organisation", "memberId"),
    PRODUCT(ProductCommand.class, "Products", "productId"),
    SURVEY(SurveyCommand.class, "Satisfaction", "surveyId"),
    IMPROVEMENT(ImprovementCommand.class, "Satisfaction", "improvementId"),
    ARTICLE(ArticleCommand.class, "Service and complaints", "articleId"),
    PERFORMANCE(PerformanceCommand.class, "Performance", "scorecardId");

    private final Class<? extends Command> commands;
    private final String tag;
    private final String streamField;

    CommandFamily(Class<? extends Command> commands, String tag, String streamField) {
        this.commands = commands;
        this.tag = tag;
        this.streamField = streamField;
    }

    static CommandFamily of(Class<? extends Command> command) {
        return Stream.of(values())
                .filter(family -> family.commands.isAssignableFrom(command))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(command + " belongs to no family"));
    }

    /** All fields by which answers name a stream. */
    static List<String> streamFields() {
        return Arrays.stream(values())
                .map(CommandFamily::streamField)
                .distinct()
                .toList();
    }

    String tag() {
        return tag;
    }

    String streamField() {
        return streamField;
    }
}
