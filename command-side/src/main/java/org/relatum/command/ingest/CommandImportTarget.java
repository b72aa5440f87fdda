package org.relatum.command.ingest;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.relatum.command.ingest.ImportFormat.FileProduct;
import org.relatum.command.ingest.ImportStep.FileCustomer;
import org.relatum.command.language.Command;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.LifecycleCommand.RegisterCustomer;
import org.relatum.command.language.OrderLineInput;
import org.relatum.command.language.ProductCommand.RegisterProduct;
import org.relatum.command.language.ReferenceInput;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.ReturnedLineInput;
import org.relatum.command.language.SalesCommand.PlaceOrder;
import org.relatum.command.language.SalesCommand.ReturnOrder;
import org.relatum.command.shell.CommandService;
import org.relatum.command.shell.Issuance;
import org.relatum.command.shell.Outcome;
import org.relatum.events.PartyKind;

/**
 * Sends the steps of an import as commands. Every command has an idempotency key made of what the file says, and rules that
 * accept a reference once catch what a stream's memory of keys no longer holds.
 */
final class CommandImportTarget implements ImportTarget {
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_KEY = 200;

    private final CommandService commands;
    private final Issuance issuance;
    /** Customers of the file that were merged into another one, and into which. */
    private final Map<UUID, UUID> survivors = new ConcurrentHashMap<>();

    /**
     * @param issuance of every command, apart from its key
     */
    CommandImportTarget(CommandService commands, Issuance issuance) {
        this.commands = commands;
        this.issuance = issuance;
    }

    @Override
    public Taken product(FileProduct product) {
        String name = product.name();
        RegisterProduct command = new RegisterProduct(
                product.since(),
                product.sku(),
                name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME),
                product.category());
        return taken(commands.execute(null, command, issuance), RefusalCode.PRODUCT_ALREADY_REGISTERED);
    }

    @Override
    public Registration customer(FileCustomer customer) {
        ReferenceInput reference = new ReferenceInput(customer.system(), customer.reference());
        // The reference is personal, and keys are not.
        String key = key("customer", commands.nameOf(reference).toString());
        RegisterCustomer command = new RegisterCustomer(
                customer.since(), PartyKind.PERSON, null, null, null, null, List.of(), List.of(reference));
        return switch (commands.execute(null, command, issuance.withKey(key))) {
            case Outcome.Accepted accepted -> new Registration.Known(accepted.stream(), !accepted.repeated());
            case Outcome.Refused refused -> {
                Refusal refusal = refused.refusal();
                if (refusal.code() == RefusalCode.EXTERNAL_REFERENCE_TAKEN
                        && refusal.facts().get("customerId") instanceof UUID holder) {
                    yield new Registration.Known(holder, false);
                }
                // the same customer of another file: only the day of the first purchase differs
                yield refusal.code() == RefusalCode.IDEMPOTENCY_KEY_REUSED
                        ? new Registration.Known(DerivedId.ofCustomer(issuance.actor(), key), false)
                        : new Registration.Refused(refusal.code().code(), reason(refusal));
            }
        };
    }

    @Override
    public Taken place(UUID customer, ImportStep.Place order) {
        PlaceOrder command = new PlaceOrder(
                order.occurredAt(),
                order.order(),
                order.currency(),
                order.conversionRate(),
                order.orderLines().stream().map(CommandImportTarget::input).toList(),
                order.channel());
        Outcome outcome = send(customer, command, key("order", order.order()));
        if (outcome instanceof Outcome.Refused refused
                && refused.refusal().code() == RefusalCode.IDEMPOTENCY_KEY_REUSED) {
            return new Taken.Refused(
                    "order-recorded-differently",
                    "an order with this reference was imported before and says otherwise");
        }
        return taken(outcome, RefusalCode.ORDER_ALREADY_RECORDED);
    }

    @Override
    public Taken takeBack(UUID customer, ImportStep.TakeBack row, ImportStep.TakeBack.Part part) {
        ReturnOrder command = new ReturnOrder(
                row.occurredAt(),
                part.order(),
                part.returned(),
                part.amount().amount(),
                part.returnedLines().stream()
                        .map(line -> new ReturnedLineInput(line.line(), line.quantity()))
                        .toList(),
                null);
        return taken(
                send(customer, command, key("return", part.order(), part.returned())),
                RefusalCode.RETURN_ALREADY_RECORDED);
    }

    /** Sends to the customer, or to the one it was merged into. */
    private Outcome send(UUID customer, Command command, String key) {
        Outcome outcome = commands.execute(survivors.getOrDefault(customer, customer), command, issuance.withKey(key));
        if (outcome instanceof Outcome.Refused refused
                && refused.refusal().code() == RefusalCode.CUSTOMER_MERGED
                && refused.refusal().facts().get("survivor") instanceof UUID survivor) {
            survivors.put(customer, survivor);
            return commands.execute(survivor, command, issuance.withKey(key));
        }
        return outcome;
    }

    private static OrderLineInput input(FileLine line) {
        return new OrderLineInput(line.sku(), line.description(), line.category(), line.quantity(), line.unitPrice());
    }

    private static Taken taken(Outcome outcome, RefusalCode whenThere) {
        return switch (outcome) {
            case Outcome.Accepted accepted -> accepted.repeated() ? new Taken.AlreadyThere() : new Taken.Accepted();
            case Outcome.Refused refused ->
                refused.refusal().code() == whenThere
                        ? new Taken.AlreadyThere()
                        : new Taken.Refused(refused.refusal().code().code(), reason(refused.refusal()));
        };
    }

    private static String reason(Refusal refusal) {
        return refusal.errors().isEmpty()
                ? refusal.detail()
                : refusal.errors().stream()
                        .map(error -> error.field() + " " + error.reason())
                        .collect(Collectors.joining("; "));
    }

    private static String key(String... names) {
        String key = "import:" + String.join(":", names);
        return key.length() <= LONGEST_KEY ? key : "import:" + DerivedId.of("import", names);
    }
}
