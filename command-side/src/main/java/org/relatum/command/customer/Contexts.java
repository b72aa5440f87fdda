package org.relatum.command.customer;

import org.relatum.command.commitment.Commitments;
import org.relatum.command.interaction.Care;
import org.relatum.command.loyalty.Account;
import org.relatum.command.privacy.Privacy;
import org.relatum.command.risk.Risks;
import org.relatum.command.sales.Orders;
import org.relatum.command.satisfaction.Answers;
import org.relatum.command.service.Cases;
import org.relatum.events.CommitmentEvent;
import org.relatum.events.InteractionEvent;
import org.relatum.events.LoyaltyEvent;
import org.relatum.events.PrivacyEvent;
import org.relatum.events.RiskEvent;
import org.relatum.events.SalesEvent;
import org.relatum.events.SatisfactionEvent;
import org.relatum.events.ServiceEvent;

/** What the contexts beside customer and lifecycle remember of one customer. */
public record Contexts(
        Care care,
        Orders orders,
        Commitments commitments,
        Cases cases,
        Answers answers,
        Account account,
        Risks risks,
        Privacy privacy) {

    static final Contexts NONE = new Contexts(
            Care.NONE, Orders.NONE, Commitments.NONE, Cases.NONE, Answers.NONE, Account.NONE, Risks.NONE, Privacy.NONE);

    Contexts evolve(InteractionEvent event) {
        return new Contexts(care.evolve(event), orders, commitments, cases, answers, account, risks, privacy);
    }

    Contexts evolve(SalesEvent event) {
        return new Contexts(care, orders.evolve(event), commitments, cases, answers, account, risks, privacy);
    }

    Contexts evolve(CommitmentEvent event) {
        return new Contexts(care, orders, commitments.evolve(event), cases, answers, account, risks, privacy);
    }

    Contexts evolve(ServiceEvent event) {
        return new Contexts(care, orders, commitments, cases.evolve(event), answers, account, risks, privacy);
    }

    Contexts evolve(SatisfactionEvent event) {
        return new Contexts(care, orders, commitments, cases, answers.evolve(event), account, risks, privacy);
    }

    Contexts evolve(LoyaltyEvent event) {
        return new Contexts(care, orders, commitments, cases, answers, account.evolve(event), risks, privacy);
    }

    Contexts evolve(RiskEvent event) {
        return new Contexts(care, orders, commitments, cases, answers, account, risks.evolve(event), privacy);
    }

    Contexts evolve(PrivacyEvent event) {
        return new Contexts(care, orders, commitments, cases, answers, account, risks, privacy.evolve(event));
    }
}
