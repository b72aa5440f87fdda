package org.relatum.query.access;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.Access;
import org.relatum.events.AccessEvent.AccessesRecorded;
import org.relatum.events.AccessOutcome;
import org.relatum.events.wire.EventCodec;
import org.relatum.projection.engine.EventSearch;
import org.relatum.projection.engine.StoredEvent;
import org.relatum.query.api.Paged;
import org.relatum.query.api.ProblemSchema;
import org.relatum.query.request.Cursors;
import org.relatum.query.request.Parameters;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who looked at whom, and who tried in vain. */
@RestController
@RequestMapping(path = "/api/v1/access/log", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Access", description = "Keys, and who used them for what")
public class AccessController {
    private static final int ITEMS = 100;
    private static final int BATCHES = 20;
    /** Of batches that hold nothing that was asked for, so many are read for one page. */
    private static final int MOST_BATCHES = 1_000;

    private static final String LIST = "access-log";

    private final EventSearch search;
    private final EventCodec codec;
    private final Cursors cursors;

    public AccessController(EventSearch search, EventCodec codec, Cursors cursors) {
        this.search = search;
        this.codec = codec;
        this.cursors = cursors;
    }

    /** A page of the log. */
    @Schema(
            name = "AccessPage",
            description =
                    "The latest first; it may be short, or empty, and have a next. What was looked at within the last"
                            + " second or so may not be there yet")
    public record Page(
            List<Item> items,

            @Schema(description = "Cursor of the next page; null: this is the last") @Nullable
            String next) {}

    /** Requests that were alike. */
    @Schema(name = "AccessItem")
    public record Item(
            @Schema(description = "Position in the log of the event that tells of it", example = "18231")
            long position,

            @Schema(description = "When the first came") Instant at,
            AccessOutcome outcome,

            @Schema(description = "Null: nobody knows", example = "web-shop") @Nullable
            String principal,

            @Schema(description = "Id of the key", example = "3f0c5a1b2c3d") @Nullable
            String key,

            @Schema(example = "GET /api/v1/customers/{customer}/history")
            String endpoint,

            @Nullable UUID customerId,

            @Schema(description = "Parameters of a request that was answered") @Nullable
            String question,

            @Schema(description = "Why they were refused", example = "missing-role") @Nullable
            String reason,

            @Schema(description = "How many there were", example = "1")
            int times) {
        static Item of(long position, Access access) {
            return new Item(
                    position,
                    access.at(),
                    access.outcome(),
                    access.principal(),
                    access.key(),
                    access.endpoint(),
                    access.customer(),
                    access.question(),
                    access.reason(),
                    access.times());
        }
    }

    private record Wanted(@Nullable UUID customer, Set<String> principals, Set<AccessOutcome> outcomes) {
        boolean includes(Access access) {
            return (customer == null || customer.equals(access.customer()))
                    && (principals.isEmpty() || access.principal() != null && principals.contains(access.principal()))
                    && (outcomes.isEmpty() || outcomes.contains(access.outcome()));
        }
    }

    /** Where a page ended: an access of a batch, counted from its first. */
    private record End(long position, int index) {
        static End read(String text) {
            int colon = text.indexOf(':');
            return new End(Long.parseLong(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
        }

        @Override
        public String toString() {
            return position + ":" + index;
        }
    }

    @GetMapping
    @Operation(
            operationId = "list-accesses",
            summary = "Who looked at whom, and who tried in vain",
            parameters = {
                @Parameter(
                        name = "customer",
                        in = ParameterIn.QUERY,
                        description = "Who looked at this customer",
                        schema = @Schema(type = "string", format = "uuid")),
                @Parameter(
                        name = "principal",
                        in = ParameterIn.QUERY,
                        description = "Any of these principals; repeated",
                        array = @ArraySchema(schema = @Schema(type = "string"))),
                @Parameter(
                        name = "outcome",
                        in = ParameterIn.QUERY,
                        description = "Any of these; repeated or separated by commas",
                        array = @ArraySchema(schema = @Schema(implementation = AccessOutcome.class)))
            },
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "A page",
                        content =
                                @Content(
                                        schema = @Schema(implementation = Page.class),
                                        examples = @ExampleObject("""
                                            {"items": [
                                              {"position": 18231, "at": "2026-03-10T11:22:33.000044Z", "outcome": "READ", "principal": "audit-desk", "key": "3f0c5a1b2c3d",
                                               "endpoint": "GET /api/v1/customers/{customer}/history", "customerId": "6f1c0d52-8d3a-4c7e-9b21-0a4f5e6d7c81",
                                               "question": "limit=10", "reason": null, "times": 2}],
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
    public Page accesses(HttpServletRequest request) {
        Parameters parameters = Parameters.of(request);
        String customer = parameters.text("customer");
        Wanted wanted = new Wanted(
                customer == null ? null : parameters.id("customer", customer),
                parameters.texts("principal"),
                parameters.constants("outcome", AccessOutcome.class));
        int limit = parameters.limit(ITEMS);
        String cursor = cursors.open(LIST, parameters);
        parameters.done();
        return page(wanted, limit, cursor == null ? null : End.read(cursor), parameters);
    }

    private Page page(Wanted wanted, int limit, @Nullable End after, Parameters parameters) {
        List<Item> items = new ArrayList<>();
        // The batch in which the page before ended is read again.
        long before = after == null ? Long.MAX_VALUE : after.position() + 1;
        for (int read = 0; read < MOST_BATCHES; read += BATCHES) {
            List<StoredEvent> batches = search.accesses(wanted.customer(), before, BATCHES);
            for (StoredEvent batch : batches) {
                List<Access> accesses = accesses(batch);
                int last = after != null && after.position() == batch.position() ? after.index() : accesses.size();
                for (int i = last - 1; i >= 0; i--) {
                    if (wanted.includes(accesses.get(i))) {
                        items.add(Item.of(batch.position(), accesses.get(i)));
                        if (items.size() == limit) {
                            return new Page(
                                    items, cursors.seal(LIST, parameters, new End(batch.position(), i).toString()));
                        }
                    }
                }
                before = batch.position();
            }
            if (batches.size() < BATCHES) {
                return new Page(items, null);
            }
        }
        return new Page(items, cursors.seal(LIST, parameters, new End(before, 0).toString()));
    }

    private List<Access> accesses(StoredEvent batch) {
        return codec.decode(batch.stream(), batch.type(), batch.revision(), batch.payload())
                        instanceof AccessesRecorded recorded
                ? recorded.accesses()
                : List.of();
    }
}
