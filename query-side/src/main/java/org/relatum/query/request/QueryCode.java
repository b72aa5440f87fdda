package org.relatum.query.request;

import org.springframework.http.HttpStatus;

/** Every way in which a question can be refused: the stable code, the HTTP status, and the title of the problem. */
public enum QueryCode {
    INVALID_REQUEST("invalid-request", HttpStatus.BAD_REQUEST, "The request is not valid"),
    CUSTOMER_NOT_FOUND("customer-not-found", HttpStatus.NOT_FOUND, "There is no such customer"),
    PRODUCT_NOT_FOUND("product-not-found", HttpStatus.NOT_FOUND, "There is no such product"),
    SURVEY_NOT_FOUND("survey-not-found", HttpStatus.NOT_FOUND, "There is no such survey"),
    IMPROVEMENT_NOT_FOUND("improvement-not-found", HttpStatus.NOT_FOUND, "There is no such improvement"),
    ARTICLE_NOT_FOUND("article-not-found", HttpStatus.NOT_FOUND, "There is no such article"),
    DEPARTMENT_NOT_FOUND("department-not-found", HttpStatus.NOT_FOUND, "There is no such department"),
    STAFF_NOT_FOUND("staff-not-found", HttpStatus.NOT_FOUND, "There is no such member of staff"),
    POLICY_NOT_FOUND("policy-not-found", HttpStatus.NOT_FOUND, "There is no such policy"),
    NOT_KNOWN_YET("not-known-yet", HttpStatus.NOT_FOUND, "Nothing was known or had happened by then"),
    BEYOND_REACH("beyond-reach", HttpStatus.FORBIDDEN, "The answer would tell of a customer beyond the key's reach"),
    CUSTOMER_NOT_PARKED("customer-not-parked", HttpStatus.NOT_FOUND, "The customer is not parked"),
    INVALID_POLICY("invalid-policy", HttpStatus.UNPROCESSABLE_CONTENT, "The policy is not valid"),
    WHAT_IF_ALREADY_RUNNING(
            "what-if-already-running", HttpStatus.CONFLICT, "Another policy is being tried on all customers already"),
    NOT_FITTED("not-fitted", HttpStatus.UNPROCESSABLE_CONTENT, "There is too little to fit the value model on"),
    BACKTEST_ALREADY_RUNNING("backtest-already-running", HttpStatus.CONFLICT, "A backtest is running already"),
    CHECK_ALREADY_RUNNING("check-already-running", HttpStatus.CONFLICT, "A check is running already"),
    REBUILD_NOT_FOUND("rebuild-not-found", HttpStatus.NOT_FOUND, "There is no such rebuild"),
    REBUILD_ALREADY_RUNNING("rebuild-already-running", HttpStatus.CONFLICT, "A rebuild has not ended"),
    NOT_REBUILT_ON_CASSANDRA(
            "not-rebuilt-on-cassandra", HttpStatus.CONFLICT, "The read model is not kept where it could be rebuilt"),
    EVENT_NOT_FOUND("event-not-found", HttpStatus.NOT_FOUND, "There is no such event in the ledger"),
    TILE_NOT_FOUND("tile-not-found", HttpStatus.NOT_FOUND, "The ledger has no such tile"),
    CHECKPOINT_NOT_FOUND("checkpoint-not-found", HttpStatus.NOT_FOUND, "There is no such checkpoint"),
    CHECKPOINT_OF_ANOTHER_LOG("checkpoint-of-another-log", HttpStatus.CONFLICT, "The checkpoint is none of this log's"),
    NOT_COSIGNED("not-cosigned", HttpStatus.UNPROCESSABLE_CONTENT, "No known witness signed the checkpoint"),
    LEDGER_NOT_KEPT_HERE("ledger-not-kept-here", HttpStatus.CONFLICT, "This node does not keep the ledger"),
    LEDGER_KEY_NOT_WRITABLE(
            "ledger-key-not-writable", HttpStatus.CONFLICT, "The file with the ledger's key can't be written"),
    READ_MODEL_BEING_BUILT(
            "read-model-being-built",
            HttpStatus.SERVICE_UNAVAILABLE,
            "The read model is being built for the first time"),
    PROJECTION_BEHIND("projection-behind", HttpStatus.SERVICE_UNAVAILABLE, "The read models are not that far yet"),
    STORE_UNAVAILABLE("store-unavailable", HttpStatus.SERVICE_UNAVAILABLE, "The event store does not answer"),
    UNREADABLE_EVENT("unreadable-event", HttpStatus.INTERNAL_SERVER_ERROR, "A recorded event can't be read");

    private final String code;
    private final HttpStatus status;
    private final String title;

    QueryCode(String code, HttpStatus status, String title) {
        this.code = code;
        this.status = status;
        this.title = title;
    }

    /** The contract: kebab-case, never changed. */
    public String code() {
        return code;
    }

    /** The HTTP status it is answered with. */
    public HttpStatus status() {
        return status;
    }

    /** What it means, the same for every occurrence. */
    public String title() {
        return title;
    }
}
