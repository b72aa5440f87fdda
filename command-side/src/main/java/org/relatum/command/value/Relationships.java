package org.relatum.command.value;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.relatum.events.LifecycleEvent;
import org.relatum.events.LifecycleEvent.AbsorptionUndone;
import org.relatum.events.LifecycleEvent.CustomerAbsorbed;
import org.relatum.events.Recorded;

/** Which customers are one relationship, after merges and wrong merges that were undone. */
final class Relationships {
    private final Map<UUID, Merged> into = new HashMap<>();
    private final Set<UUID> concerned = new HashSet<>();

    /**
     * @param facts the survivors' facts of merging and undoing; others are ignored
     */
    static Relationships after(Collection<Recorded<LifecycleEvent>> facts) {
        Relationships relationships = new Relationships();
        facts.stream().sorted(Recorded.BY_OCCURRENCE).forEach(relationships::fold);
        relationships.into.forEach((absorbed, merged) -> {
            relationships.concerned.add(absorbed);
            relationships.concerned.add(merged.survivor());
        });
        return relationships;
    }

    private void fold(Recorded<LifecycleEvent> fact) {
        switch (fact.event()) {
            case CustomerAbsorbed e -> into.put(e.absorbed(), new Merged(fact.stream(), e.finalSequence()));
            case AbsorptionUndone e -> {
                Merged merged = into.get(e.absorbed());
                if (merged != null && merged.survivor().equals(fact.stream())) {
                    into.remove(e.absorbed());
                }
            }
            default -> {
                // no other fact changes who is who
            }
        }
    }

    /** Whether the stream's facts belong to that customer alone and no others do. */
    boolean isAlone(UUID stream) {
        return !concerned.contains(stream);
    }

    /** The customer to whom a fact belongs. */
    UUID ownerOf(UUID stream, long sequence) {
        UUID owner = stream;
        Merged merged = into.get(stream);
        if (merged != null && sequence > merged.finalSequence()) {
            return owner;
        }
        Set<UUID> seen = new HashSet<>();
        while (merged != null && seen.add(owner)) {
            owner = merged.survivor();
            merged = into.get(owner);
        }
        return owner;
    }

    private record Merged(UUID survivor, long finalSequence) {}
}
