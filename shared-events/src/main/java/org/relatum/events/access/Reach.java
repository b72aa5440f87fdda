package org.relatum.events.access;

import org.jspecify.annotations.Nullable;

/**
 * The customers a principal may see and issue commands about: those who have this owner and belong to this department now, by the
 * current profile.
 *
 * @param owner key of the member of staff; null: any
 * @param department key of the department; null: any
 */
public record Reach(@Nullable String owner, @Nullable String department) {
    /** Every customer. */
    public static final Reach ALL = new Reach(null, null);

    /** Whether it leaves nobody out. */
    public boolean isAll() {
        return owner == null && department == null;
    }

    /** Whether a customer with this owner and department is within. */
    public boolean includes(@Nullable String itsOwner, @Nullable String itsDepartment) {
        return (owner == null || owner.equals(itsOwner)) && (department == null || department.equals(itsDepartment));
    }
}
