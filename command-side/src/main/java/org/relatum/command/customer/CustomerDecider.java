package org.relatum.command.customer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.relatum.command.commitment.CommitmentDecider;
import org.relatum.command.customer.Standing.Closed;
import org.relatum.command.customer.Standing.Merged;
import org.relatum.command.customer.Standing.Open;
import org.relatum.command.customer.Standing.Unknown;
import org.relatum.command.interaction.InteractionDecider;
import org.relatum.command.language.CommitmentCommand;
import org.relatum.command.language.CustomerCommand;
import org.relatum.command.language.InteractionCommand;
import org.relatum.command.language.LifecycleCommand;
import org.relatum.command.language.LifecycleCommand.RegisterCustomer;
import org.relatum.command.language.LoyaltyCommand;
import org.relatum.command.language.OccurredAt;
import org.relatum.command.language.PrivacyCommand;
import org.relatum.command.language.PrivacyCommand.ErasePersonalData;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.RiskCommand;
import org.relatum.command.language.SalesCommand;
import org.relatum.command.language.SatisfactionCommand;
import org.relatum.command.language.ServiceCommand;
import org.relatum.command.language.ServiceCommand.OpenCase;
import org.relatum.command.loyalty.Account;
import org.relatum.command.loyalty.LoyaltyDecider;
import org.relatum.command.privacy.PrivacyDecider;
import org.relatum.command.product.Product;
import org.relatum.command.risk.RiskDecider;
import org.relatum.command.sales.Orders;
import org.relatum.command.sales.SalesDecider;
import org.relatum.command.satisfaction.SatisfactionDecider;
import org.relatum.command.service.ServiceDecider;
import org.relatum.command.service.ServiceDecider.Known;
import org.relatum.events.CustomerEvent;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.SalesEvent.OrderReturned;

/** The rules of one customer: those that every context shares are here, the others with their context. */
public final class CustomerDecider {
    private CustomerDecider() {}

    /**
     * What happens when this is asked of a customer in this state.
     *
     * @throws org.relatum.command.language.RefusedException when a rule forbids it
     */
    public static List<CustomerEvent> decide(Customer state, CustomerCommand command, Circumstances circumstances) {
        if (!(command instanceof RegisterCustomer)) {
            requireOpen(state.standing(), command.corrects());
        }
        if (state.wasErased()) {
            if (command instanceof ErasePersonalData) {
                return List.of();
            }
            throw erased("The customer's personal data were erased; whoever comes back is registered anew");
        }
        Instant at = OccurredAt.of(command.occurredAt(), circumstances.now());
        circumstances.named().directory().require(command, at);
        return switch (command) {
            case LifecycleCommand c -> LifecycleDecider.decide(state, c, at, circumstances);
            case InteractionCommand c ->
                InteractionDecider.decide(
                        histories(state, circumstances, Contexts::care),
                        histories(state, circumstances, Contexts::privacy),
                        c,
                        circumstances.customer(),
                        at,
                        circumstances.nextSequence(),
                        circumstances.vocabulary());
            case SalesCommand c -> sales(state, c, at, circumstances);
            case LoyaltyCommand c ->
                LoyaltyDecider.decide(
                        histories(state, circumstances, Contexts::account),
                        c,
                        circumstances.customer(),
                        at,
                        circumstances.nextSequence(),
                        loyaltyKnown(circumstances));
            case RiskCommand c ->
                RiskDecider.decide(
                        histories(state, circumstances, Contexts::risks),
                        c,
                        circumstances.customer(),
                        at,
                        circumstances.nextSequence());
            case PrivacyCommand c ->
                PrivacyDecider.decide(
                        histories(state, circumstances, Contexts::privacy),
                        c,
                        circumstances.customer(),
                        subjects(state, circumstances),
                        at,
                        circumstances.nextSequence(),
                        circumstances.vocabulary());
            case CommitmentCommand c ->
                CommitmentDecider.decide(
                        histories(state, circumstances, Contexts::commitments),
                        c,
                        circumstances.customer(),
                        at,
                        circumstances.nextSequence());
            case ServiceCommand c ->
                ServiceDecider.decide(
                        histories(state, circumstances, Contexts::cases),
                        c,
                        circumstances.customer(),
                        at,
                        circumstances.nextSequence(),
                        circumstances.vocabulary(),
                        known(state, c, circumstances));
            case SatisfactionCommand c ->
                SatisfactionDecider.decide(
                        histories(state, circumstances, Contexts::answers),
                        c,
                        circumstances.customer(),
                        at,
                        circumstances.named().survey());
        };
    }

    private static List<CustomerEvent> sales(
            Customer state, SalesCommand command, Instant at, Circumstances circumstances) {
        List<CustomerEvent> sales = sales(state, command, at, circumstances, circumstances.nextSequence());
        List<CustomerEvent> all = withPoints(sales, state, circumstances);
        int more = all.size() - sales.size();
        // A thing without a name is named after the command's last event.
        return more == 0
                ? all
                : withPoints(
                        sales(state, command, at, circumstances, circumstances.nextSequence() + more),
                        state,
                        circumstances);
    }

    private static List<CustomerEvent> sales(
            Customer state, SalesCommand command, Instant at, Circumstances circumstances, long namingSequence) {
        return SalesDecider.decide(
                histories(state, circumstances, Contexts::orders),
                command,
                circumstances.customer(),
                at,
                namingSequence,
                circumstances.vocabulary(),
                circumstances.named().products());
    }

    /** An order earns points, and a return takes back what its order earned, in the same breath. */
    private static List<CustomerEvent> withPoints(
            List<CustomerEvent> sales, Customer state, Circumstances circumstances) {
        List<Account> accounts = histories(state, circumstances, Contexts::account);
        List<CustomerEvent> all = new ArrayList<>(sales);
        for (CustomerEvent event : sales) {
            long next = circumstances.nextSequence() + all.size();
            switch (event) {
                case OrderPlaced e ->
                    all.addAll(LoyaltyDecider.earned(
                            accounts, e, circumstances.customer(), next, loyaltyKnown(circumstances)));
                case OrderReturned e -> {
                    List<Orders> orders = histories(state, circumstances, Contexts::orders);
                    all.addAll(LoyaltyDecider.reversed(
                            accounts,
                            accounts.get(Orders.indexOf(orders, e.order())),
                            e,
                            Orders.leftOf(orders, e.order()).subtract(e.amount().amount()),
                            loyaltyKnown(circumstances)));
                }
                default -> throw new IllegalStateException(event + " is no sale");
            }
        }
        return all;
    }

    private static LoyaltyDecider.Known loyaltyKnown(Circumstances circumstances) {
        return new LoyaltyDecider.Known(
                circumstances.policies(),
                circumstances.company(),
                !(circumstances.named().customer() instanceof Unknown));
    }

    private static Known known(Customer state, ServiceCommand command, Circumstances circumstances) {
        Named named = circumstances.named();
        if (!(command instanceof OpenCase c)) {
            return new Known(null, Product.UNKNOWN, named.article());
        }
        return new Known(
                c.order() == null
                        ? null
                        : Orders.placedAt(histories(state, circumstances, Contexts::orders), c.order()),
                c.sku() == null ? Product.UNKNOWN : named.products().getOrDefault(c.sku(), Product.UNKNOWN),
                named.article());
    }

    /** No fact is recorded for a customer that is closed or merged, except what reopens or corrects it. */
    public static void requireOpen(Standing standing, boolean corrects) {
        switch (standing) {
            case Open open -> {}
            case Unknown unknown ->
                throw Refusal.of(RefusalCode.CUSTOMER_NOT_FOUND, "No customer with this id is registered")
                        .asException();
            case Merged merged ->
                throw Refusal.of(
                                RefusalCode.CUSTOMER_MERGED,
                                "The customer was merged; facts belong to the survivor",
                                "survivor",
                                merged.survivor())
                        .asException();
            case Closed closed -> {
                if (!corrects) {
                    throw Refusal.of(
                                    RefusalCode.CUSTOMER_CLOSED,
                                    "The relationship was ended; reopen it before recording anything new")
                            .asException();
                }
            }
        }
    }

    /** The customer and everybody merged into it. */
    private static List<UUID> subjects(Customer state, Circumstances circumstances) {
        Set<UUID> subjects = new LinkedHashSet<>(List.of(circumstances.customer()));
        subjects.addAll(state.absorbed().keySet());
        circumstances
                .predecessors()
                .forEach(predecessor -> subjects.addAll(predecessor.absorbed().keySet()));
        return List.copyOf(subjects);
    }

    static RuntimeException erased(String detail) {
        return Refusal.of(RefusalCode.CUSTOMER_ERASED, detail).asException();
    }

    /** What the customer's own stream says in one context, then the streams of those merged into it. */
    static <T> List<T> histories(Customer state, Circumstances circumstances, Function<Contexts, T> part) {
        if (circumstances.predecessors().isEmpty()) {
            return List.of(part.apply(state.contexts()));
        }
        List<T> histories = new ArrayList<>();
        histories.add(part.apply(state.contexts()));
        circumstances.predecessors().forEach(predecessor -> histories.add(part.apply(predecessor.contexts())));
        return histories;
    }
}
