package org.relatum.command.customer;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
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

    /** An ongoing relationship. */
    record Open() implements Standing {}

    /** An ended relationship. */
    record Closed() implements Standing {}

    /** A duplicate that lives on in another customer. */
    record Merged(UUID survivor) implements Standing {}
}
