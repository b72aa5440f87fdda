package org.relatum.projection.profile;

import java.util.List;
import org.relatum.events.RelationshipType;
import org.relatum.projection.core.Column;
import org.relatum.projection.core.Column.Type;
import org.relatum.projection.core.ColumnValues;
import org.relatum.projection.profile.CustomerProfile.Assignment;

/** How the profile stands in tables. Personal fields stand in none. */
public final class ProfileColumns {
    /** Of the current profile. */
    public static final List<Column<ProfileView>> PROFILE = List.of(
            new Column<>(
                    "party",
                    Type.TEXT,
                    "Person or organisation",
                    v -> v.profile().identity().party()),
            new Column<>(
                    "role",
                    Type.TEXT,
                    "What the party is to the company",
                    v -> v.profile().identity().role()),
            new Column<>(
                    "segment",
                    Type.TEXT,
                    "Segment",
                    v -> v.profile().assignment().segment()),
            new Column<>(
                    "relationship_type",
                    Type.TEXT,
                    "How close the company keeps",
                    v -> v.profile().assignment().relationshipType()),
            new Column<>(
                    "owner",
                    Type.TEXT,
                    "Responsible member of staff",
                    v -> v.profile().assignment().owner()),
            new Column<>(
                    "department",
                    Type.TEXT,
                    "Responsible department",
                    v -> v.profile().assignment().department()),
            new Column<>(
                    "country",
                    Type.TEXT,
                    "ISO 3166-1 alpha-2",
                    v -> v.profile().identity().profile().country()),
            new Column<>(
                    "language",
                    Type.TEXT,
                    "BCP 47",
                    v -> v.profile().identity().profile().language()),
            new Column<>(
                    "industry",
                    Type.TEXT,
                    "Industry",
                    v -> v.profile().identity().profile().industry()),
            new Column<>(
                    "source_channel",
                    Type.TEXT,
                    "How the customer was found",
                    v -> v.profile().identity().sourceChannel()),
            new Column<>(
                    "first_touch_campaign",
                    Type.TEXT,
                    "Campaign of the first contact",
                    v -> v.profile().identity().firstTouchCampaign()),
            new Column<>(
                    "registered_at",
                    Type.TIMESTAMPTZ,
                    "When the customer became known",
                    v -> v.profile().registeredAt()),
            new Column<>(
                    "orders",
                    Type.INTEGER,
                    "Orders so far",
                    v -> v.profile().sales().orders()),
            new Column<>(
                    "returns",
                    Type.INTEGER,
                    "Returns so far",
                    v -> v.profile().sales().returns()),
            new Column<>(
                    "net_revenue",
                    Type.NUMERIC,
                    "Orders less returns, in the reporting currency",
                    v -> v.profile().sales().netRevenue()),
            new Column<>(
                    "first_order_at",
                    Type.TIMESTAMPTZ,
                    "First order",
                    v -> v.profile().sales().firstOrderAt()),
            new Column<>(
                    "last_order_at",
                    Type.TIMESTAMPTZ,
                    "Latest order",
                    v -> v.profile().sales().lastOrderAt()),
            new Column<>(
                    "interactions",
                    Type.INTEGER,
                    "Contacts so far",
                    v -> v.profile().contact().interactions()),
            new Column<>(
                    "feedback",
                    Type.INTEGER,
                    "Opinions given unasked",
                    v -> v.profile().contact().feedback()),
            new Column<>(
                    "last_contact_at",
                    Type.TIMESTAMPTZ,
                    "Latest contact, feedback or delivered care",
                    v -> v.profile().contact().lastAt()),
            new Column<>("next_contact_due", Type.TIMESTAMPTZ, "When planned care is due", ProfileView::nextContactDue),
            new Column<>(
                    "missing_key_fields",
                    Type.INTEGER,
                    "Key fields that are not known",
                    v -> v.missing().size()),
            new Column<>(
                    "closed_at",
                    Type.TIMESTAMPTZ,
                    "When the relationship was ended",
                    v -> v.profile().closedAt()),
            new Column<>(
                    "merged_into",
                    Type.UUID,
                    "The customer it lives on in",
                    v -> v.profile().survivor()));

    /** Of the history. */
    public static final List<Column<Assignment>> ASSIGNMENT = List.of(
            new Column<>("owner", Type.TEXT, "Responsible member of staff", Assignment::owner),
            new Column<>("department", Type.TEXT, "Responsible department", Assignment::department),
            new Column<>("segment", Type.TEXT, "Segment", Assignment::segment),
            new Column<>("relationship_type", Type.TEXT, "How close the company kept", Assignment::relationshipType));

    private ProfileColumns() {}

    /** Reads back what {@link #ASSIGNMENT} wrote. */
    public static Assignment assignment(ColumnValues row) {
        return new Assignment(
                row.text("owner"),
                row.text("department"),
                row.text("segment"),
                row.constant("relationship_type", RelationshipType.class));
    }
}
