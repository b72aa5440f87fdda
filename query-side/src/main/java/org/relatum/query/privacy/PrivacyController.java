package org.relatum.query.privacy;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.ErasureGround;
import org.relatum.events.privacy.ErasureRegister;
import org.relatum.events.privacy.ErasureRegister.Erasure;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.query.api.Fresh;
import org.relatum.query.api.OfCustomer;
import org.relatum.query.api.Paged;
import org.relatum.query.api.PointInTime;
import org.relatum.query.api.ProblemSchema;
import org.relatum.query.personal.Revealed;
import org.relatum.query.request.Cursors;
import org.relatum.query.request.CustomerQuestion;
import org.relatum.query.request.Headers;
import org.relatum.query.request.Parameters;
import org.relatum.query.request.Questions;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Consent, holds and erasures, and everything that is kept of one person. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Questions about privacy", description = "What may be done with whose data, and what was erased")
public class PrivacyController {
    static final String EXAMPLE = """
        {"customerId": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "version": 7,
         "asOf": "2026-03-01T09:30:00.000001Z", "knownAt": "2026-03-01T09:30:00.000001Z", "survivor": null,
         "consents": [{"purpose": "marketing", "channel": "email", "granted": true,
                       "since": "2026-02-01T09:00:00Z", "note": "Box ticked in the shop"}],
         "legalHolds": [{"hold": "5f0c9a3b7e21", "placedAt": "2026-02-02T09:00:00Z", "note": "Lawsuit 4 O 12/26",
                         "liftedAt": null}],
         "erasedAt": null, "ground": null, "erased": []}\
        """;

    private static final int ITEMS = 100;
    private static final String LIST = "erasures";

    private final Questions questions;
    private final PrivacyQuery privacy;
    private final SubjectExport export;
    private final ErasureRegister register;
    private final FieldCipher cipher;
    private final Cursors cursors;
    private final Clock clock;

    public PrivacyController(
            Questions questions,
            PrivacyQuery privacy,
            SubjectExport export,
            ErasureRegister register,
            FieldCipher cipher,
            Cursors cursors,
            Clock clock) {
        this.questions = questions;
        this.privacy = privacy;
        this.export = export;
        this.register = register;
        this.cipher = cipher;
        this.cursors = cursors;
        this.clock = clock;
    }

    @GetMapping("/customers/{customer}/privacy")
    @Operation(
            operationId = "get-privacy",
            summary = "What a customer consented to, what keeps its data, and whether they were erased",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "Of several statements that cover a contact, the latest counts",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = PrivacyAnswer.class),
                                            examples = @ExampleObject(EXAMPLE))))
    @PointInTime
    @Fresh
    @OfCustomer
    public PrivacyAnswer privacy(
            @Parameter(description = "The customer", schema = @Schema(format = "uuid")) @PathVariable("customer")
                    String id,
            HttpServletRequest request,
            HttpServletResponse response) {
        Parameters parameters = Parameters.of(request);
        CustomerQuestion question = CustomerQuestion.of(id, parameters, clock);
        parameters.done();
        PrivacyAnswer answer = privacy.answer(questions.fromLog(question), Revealed.to(request, cipher));
        Headers.customer(response, answer.version(), answer.survivor());
        return answer;
    }

    @GetMapping("/customers/{customer}/export")
    @Operation(
            operationId = "export-customer",
            summary = "Everything that is kept of a customer, for the customer",
            description =
                    "One JSON document for a request under Art. 15 or 20 GDPR: the profile, consents and holds, and"
                            + " every event with its personal fields as text. For the survivor of a merge with those of"
                            + " the customers merged into it.",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "The document, as an attachment",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = SubjectExport.Document.class),
                                            examples = @ExampleObject(SubjectExport.EXAMPLE))))
    @PointInTime
    @Fresh
    @OfCustomer
    public void export(
            @Parameter(description = "The customer", schema = @Schema(format = "uuid")) @PathVariable("customer")
                    String id,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Parameters parameters = Parameters.of(request);
        CustomerQuestion question = CustomerQuestion.of(id, parameters, clock);
        parameters.done();
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"customer-" + question.customer() + ".json\"");
        export.write(questions.fromReadModels(question), Revealed.to(request, cipher), clock.instant(), response);
    }

    /** A page of the register. */
    @Schema(name = "ErasurePage", description = "In the order in which they became known; nothing in it is personal")
    public record ErasurePage(
            List<ErasureItem> items,

            @Schema(description = "Cursor of the next page; null: this is the last") @Nullable
            String next) {}

    /** One erasure. */
    @Schema(name = "Erasure")
    public record ErasureItem(
            @Schema(description = "Who was erased: a customer, or the memberId of a member of staff")
            UUID customerId,

            @Schema(description = "Whose keys were destroyed: its own, and those of everybody merged into it")
            List<UUID> subjects,

            Instant erasedAt,
            ErasureGround ground) {}

    @GetMapping("/erasures")
    @Operation(
            operationId = "list-erasures",
            summary = "Whose personal data were erased",
            description =
                    "The register is kept beside the database, so that it also knows erasures that a database which"
                            + " was put back from an older backup does not.",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "A page",
                        content =
                                @Content(
                                        schema = @Schema(implementation = ErasurePage.class),
                                        examples = @ExampleObject("""
                                            {"items": [{"customerId": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59",
                                                        "subjects": ["0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59"],
                                                        "erasedAt": "2026-03-01T09:30:00.000001Z", "ground": "REQUEST"}],
                                             "next": null}\
                                            """))),
                @ApiResponse(
                        responseCode = "400",
                        description = "invalid-request: parameters that can't be understood or are unknown, all of them"
                                + " named",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class)))
            })
    @Paged
    public ErasurePage erasures(HttpServletRequest request) {
        Parameters parameters = Parameters.of(request);
        int limit = parameters.limit(ITEMS);
        String cursor = cursors.open(LIST, parameters);
        parameters.done();
        List<Erasure> all = register.all();
        int from = cursor == null ? 0 : Math.min(Integer.parseInt(cursor), all.size());
        int to = Math.min(from + limit, all.size());
        return new ErasurePage(
                all.subList(from, to).stream()
                        .map(erasure -> new ErasureItem(
                                erasure.customer(), erasure.subjects(), erasure.erasedAt(), erasure.ground()))
                        .toList(),
                to == all.size() ? null : cursors.seal(LIST, parameters, Integer.toString(to)));
    }
}
