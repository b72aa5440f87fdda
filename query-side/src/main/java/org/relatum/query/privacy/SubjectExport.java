package org.relatum.query.privacy;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.relatum.query.api.Examples;
import org.relatum.query.customer.CustomerAnswer;
import org.relatum.query.customer.CustomerController;
import org.relatum.query.history.Histories;
import org.relatum.query.history.HistoryAnswer.Event;
import org.relatum.query.personal.Revealed;
import org.relatum.query.request.Questions.Ready;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Everything that is kept of one person as one document, written while it is read. */
public final class SubjectExport {
    static final String FORMAT = "relatum-subject-export-1";

    static final String EXAMPLE = """
        {"format": "relatum-subject-export-1", "customerId": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59",
         "exportedAt": "2026-03-01T09:30:00.000001Z", "events": [], "improvements": [], "customer": \
        """ + Examples.CUSTOMER + ", \"privacy\": " + PrivacyController.EXAMPLE + "}";

    private final CustomerController customers;
    private final PrivacyQuery privacy;
    private final Histories histories;
    private final JsonMapper json;

    public SubjectExport(CustomerController customers, PrivacyQuery privacy, Histories histories, JsonMapper json) {
        this.customers = customers;
        this.privacy = privacy;
        this.histories = histories;
        this.json = json;
    }

    /** What the document holds, for its description. */
    @Schema(name = "SubjectExport")
    record Document(
            @Schema(description = "Names this form of the document", example = FORMAT)
            String format,

            UUID customerId,
            Instant exportedAt,

            @Schema(description = "Who the customer is and what the relationship amounts to")
            CustomerAnswer customer,

            @Schema(description = "Consents, legal holds, erasure")
            PrivacyAnswer privacy,

            @Schema(description = "Every event, in the order of the log")
            List<Event> events,

            @Schema(
                    description =
                            "The events of the improvements that the customer's answers led to, one improvement after"
                                    + " the other")
            List<Event> improvements) {}

    /** Writes the document as a response's body; a refusal comes before its first byte. */
    void write(Ready ready, Revealed revealed, Instant now, HttpServletResponse response) throws IOException {
        Ready fixed = ready.fixed();
        CustomerAnswer customer = customers.answer(fixed, revealed);
        PrivacyAnswer consents = privacy.answer(fixed, revealed);
        List<Event> improvements = histories.improvements(fixed);
        try (JsonGenerator out = json.createGenerator(response.getOutputStream())) {
            out.writeStartObject();
            out.writeStringProperty("format", FORMAT);
            out.writeStringProperty("customerId", fixed.customer().toString());
            out.writePOJOProperty("exportedAt", now);
            out.writePOJOProperty("customer", customer);
            out.writePOJOProperty("privacy", consents);
            out.writeArrayPropertyStart("events");
            histories.each(fixed, event -> {
                out.writePOJO(event);
                out.flush();
            });
            out.writeEndArray();
            out.writePOJOProperty("improvements", improvements);
            out.writeEndObject();
        }
    }
}
