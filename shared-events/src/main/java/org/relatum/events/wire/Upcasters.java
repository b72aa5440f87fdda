package org.relatum.events.wire;

import java.util.Map;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * One step from each old revision to the next; steps are chained until the revision of today. A personal field keeps its name: the
 * name is sealed in.
 */
final class Upcasters {
    private record Step(String type, int fromRevision) {}

    private static final Map<Step, UnaryOperator<ObjectNode>> STEPS =
            Map.of(new Step("order.placed", 1), Upcasters::orderInReportingCurrency);

    private Upcasters() {}

    static ObjectNode upcast(EventType type, int revision, ObjectNode payload) {
        ObjectNode current = payload;
        for (int from = revision; from < type.revision(); from++) {
            UnaryOperator<ObjectNode> step = STEPS.get(new Step(type.name(), from));
            if (step == null) {
                throw new UnreadableEventException("no upcaster for " + type.name() + " revision " + from);
            }
            current = step.apply(current);
        }
        return current;
    }

    /** Before revision 2 every order was in the reporting currency. */
    private static ObjectNode orderInReportingCurrency(ObjectNode order) {
        return order.put("conversionRate", "1");
    }
}
