package org.relatum.projection.loyalty;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.core.Column;
import org.relatum.projection.core.Column.Type;
import org.relatum.projection.core.ColumnValues;
import org.relatum.projection.loyalty.LoyaltyStatus.Account;
import org.relatum.projection.loyalty.LoyaltyStatus.Value;

/** How loyalty stands in tables. Figures that change with every instant stand in none. */
public final class LoyaltyColumns {
    /** Of the current state; a merged customer has none of it. */
    public static final List<Column<LoyaltyStatus>> STATUS = List.of(
            new Column<>("band", Type.TEXT, "Band of the loyalty score", s -> s.survivor() == null ? s.band() : null),
            new Column<>("tier", Type.TEXT, "Tier; none unless enrolled", s -> {
                LoyaltyStatus.Tier tier = s.tier();
                return tier == null ? null : tier.name();
            }),
            new Column<>("program", Type.TEXT, "Loyalty program; none unless enrolled", of(Account::program)),
            new Column<>(
                    "enrolled_at", Type.TIMESTAMPTZ, "When the customer joined the program", of(Account::enrolledAt)),
            new Column<>("points_redeemed", Type.BIGINT, "Points spent so far", of(Account::redeemed)),
            new Column<>(
                    "points_debt",
                    Type.BIGINT,
                    "Points that were taken back after they had been spent",
                    of(Account::debt)));

    /** Of a band or a tier. */
    public static final List<Column<Value>> VALUE =
            List.of(new Column<>("value", Type.TEXT, "Name of the band or of the tier", Value::value));

    private LoyaltyColumns() {}

    private static Function<LoyaltyStatus, @Nullable Object> of(Function<Account, Object> value) {
        return status -> {
            Account account = status.account();
            return account == null ? null : value.apply(account);
        };
    }

    /** Reads back what {@link #VALUE} wrote. */
    public static Value value(ColumnValues row) {
        return new Value(row.required(row.text("value"), "value"));
    }
}
