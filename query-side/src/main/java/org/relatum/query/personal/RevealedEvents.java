package org.relatum.query.personal;

import java.util.ArrayList;
import java.util.List;
import org.relatum.events.DomainEvent;
import org.relatum.events.Personal;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.events.wire.EventCodec;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.util.RawValue;

/** Shows events to those who may see everything in them, in their wire form, with personal fields as text. Safe for concurrent use. */
public final class RevealedEvents {
    private static final String ERASED = RevealedEvents.class.getName();

    private final JsonMapper json;

    public RevealedEvents(EventCodec codec, FieldCipher cipher) {
        this.json = codec.mapper()
                .rebuild()
                .addModule(new SimpleModule("relatum-revealed")
                        .addSerializer(Personal.class, new RevealingSerializer(cipher)))
                .build();
    }

    /**
     * An event to show.
     *
     * @param data its properties, written already; one that was erased is null
     * @param erased paths of those
     */
    public record Shown(RawValue data, List<String> erased) {}

    public Shown show(DomainEvent event) {
        List<String> erased = new ArrayList<>();
        String data = json.writer().withAttribute(ERASED, erased).writeValueAsString(event);
        return new Shown(new RawValue(data), List.copyOf(erased));
    }

    private static final class RevealingSerializer extends ValueSerializer<Personal> {
        private final FieldCipher cipher;

        RevealingSerializer(FieldCipher cipher) {
            this.cipher = cipher;
        }

        @Override
        public void serialize(Personal value, JsonGenerator out, SerializationContext context) {
            String text = cipher.reveal(value).orElse(null);
            if (text == null) {
                out.writeNull();
                if (context.getAttribute(ERASED) instanceof List<?> erased) {
                    note(erased, out);
                }
            } else {
                out.writeString(text);
            }
        }

        @SuppressWarnings("unchecked")
        private static void note(List<?> erased, JsonGenerator out) {
            String pointer = out.streamWriteContext().pathAsPointer().toString();
            ((List<String>) erased).add("data" + pointer.replace('/', '.'));
        }
    }
}
