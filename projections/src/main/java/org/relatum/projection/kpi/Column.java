package org.relatum.projection.kpi;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relatum.events.policy.KpiPeriod.Level;
import org.relatum.events.policy.Measure;

/**
 * What is summed in cells: a measure; of one that is there at instants also its area; of one that is counted for each period by itself, what
 * counts in periods of one level. Each is one object.
 */
public final class Column {
    private static final Map<Measure, Column> AMOUNTS = new EnumMap<>(Measure.class);
    private static final Map<Measure, Column> AREAS = new EnumMap<>(Measure.class);
    private static final Map<Measure, Map<Level, Column>> LEVELS = new EnumMap<>(Measure.class);

    /** All, in the order of the measures. */
    public static final List<Column> ALL = all();

    private final Measure measure;
    private final @Nullable Level level;
    private final boolean area;
    private final String name;

    private Column(Measure measure, @Nullable Level level, boolean area) {
        this.measure = measure;
        this.level = level;
        this.area = area;
        this.name = measure.key()
                + (area ? "_area" : "")
                + (level == null ? "" : "_per_" + level.name().toLowerCase(Locale.ROOT));
    }

    private static List<Column> all() {
        List<Column> all = new ArrayList<>();
        for (Measure measure : Measure.values()) {
            switch (measure.kind()) {
                case FLOW -> AMOUNTS.put(measure, new Column(measure, null, false));
                case STOCK -> {
                    AMOUNTS.put(measure, new Column(measure, null, false));
                    AREAS.put(measure, new Column(measure, null, true));
                }
                case PERIOD -> {
                    Map<Level, Column> levels = new EnumMap<>(Level.class);
                    for (Level level : Level.values()) {
                        levels.put(level, new Column(measure, level, false));
                    }
                    LEVELS.put(measure, levels);
                    all.addAll(levels.values());
                }
            }
            Column amount = AMOUNTS.get(measure);
            if (amount != null) {
                all.add(amount);
            }
            Column area = AREAS.get(measure);
            if (area != null) {
                all.add(area);
            }
        }
        return List.copyOf(all);
    }

    /**
     * The column of a measure in periods of one level.
     *
     * @param level of no matter but to what is counted for each period by itself
     */
    public static Column of(Measure measure, Level level) {
        Map<Level, Column> levels = LEVELS.get(measure);
        Column column = levels == null ? AMOUNTS.get(measure) : levels.get(level);
        if (column == null) {
            throw new IllegalArgumentException(measure + " has no column");
        }
        return column;
    }

    /** The area of a measure: each change times the seconds from it to the end of the cell. Null unless it is there at instants. */
    public static @Nullable Column area(Measure measure) {
        return AREAS.get(measure);
    }

    public Measure measure() {
        return measure;
    }

    /** The periods for which it is counted by itself; null for what can be summed over any. */
    public @Nullable Level level() {
        return level;
    }

    public boolean isArea() {
        return area;
    }

    /** As tables call it, for example {@code net_revenue}, {@code active_area} or {@code new_customers_per_year}. */
    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return name;
    }
}
