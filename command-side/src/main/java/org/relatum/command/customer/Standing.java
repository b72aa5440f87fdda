package org.relatum.command.customer;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.UUID;

/** Where a customer stands, as far as it decides which commands are accepted. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Standing.Unknown.class, name = "unknown"),
    @JsonSubTypes.Type(value = Standing.Open.class, name = "open"),
    @JsonSubTypes.Type(value = Standing.Closed.class, name = "closed"),
    @JsonSubTypes.Type(value = Standing.Merged.class, name = "merged")
})
public sealed interface Standing {
    /** Never registered. */
    record Unknown() implements Standing {}

    /**
     * An ongoing relationship.
     *
     * @param since when it was registered, reopened, or separated again, in the world
     */
    record Open(Instant since) implements Standing {}

    /**
     * An ended relationship.
     *
     * @param since when it was ended, in the world
     */
    record Closed(Instant since) implements Standing {}

    /** A duplicate that lives on in another customer. */
    record Merged(UUID survivor) implements Standing {}
}
