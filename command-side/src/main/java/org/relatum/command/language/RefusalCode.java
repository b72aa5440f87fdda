package org.relatum.command.language;

/** Every way in which a request can be refused: the stable code, the HTTP status, and the title of the problem. */
public enum RefusalCode {
    // What was sent can't be read or breaks the rules of its fields.
    INVALID_REQUEST("invalid-request", 400, "The request is not valid"),
    MALFORMED_JSON("malformed-json", 400, "The body is not JSON"),
    UNKNOWN_COMMAND("unknown-command", 400, "There is no such command"),
    FORBIDDEN("forbidden", 403, "The key does not allow this"),
    NOT_FOUND("not-found", 404, "There is nothing at this address"),
    METHOD_NOT_ALLOWED("method-not-allowed", 405, "This address does not know the method"),
    NOT_ACCEPTABLE("not-acceptable", 406, "The answer has no such form"),
    TOO_LARGE("too-large", 413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "The body has the wrong type"),

    // The caller's condition does not hold.
    VERSION_CONFLICT("version-conflict", 412, "The stream has another version"),
    IDEMPOTENCY_KEY_REUSED("idempotency-key-reused", 422, "The idempotency key was used for something else"),
    CONCURRENT_CHANGE("concurrent-change", 409, "Others keep changing the same stream"),

    // Rules of every context.
    OCCURRED_IN_FUTURE("occurred-in-future", 422, "It has not happened yet"),
    OUT_OF_ORDER("out-of-order", 422, "It lies before what it follows"),
    LIMIT_REACHED("limit-reached", 409, "There are as many of these as there may be"),

    // Customer and lifecycle.
    CUSTOMER_NOT_FOUND("customer-not-found", 404, "There is no such customer"),
    CUSTOMER_CLOSED("customer-closed", 409, "The customer is closed"),
    CUSTOMER_MERGED("customer-merged", 409, "The customer was merged into another one"),
    CUSTOMER_NOT_CLOSED("customer-not-closed", 409, "The customer is not closed"),
    ALREADY_QUALIFIED("already-qualified", 409, "The customer is a target already"),
    EXTERNAL_REFERENCE_TAKEN("external-reference-taken", 409, "The external reference is taken"),
    CONTACT_POINT_ALREADY_RECORDED("contact-point-already-recorded", 409, "The contact point is recorded already"),
    CONTACT_POINT_NOT_FOUND("contact-point-not-found", 404, "The customer has no such contact point"),
    MERGE_WITH_ITSELF("merge-with-itself", 422, "A customer can't be merged into itself"),
    DUPLICATE_NOT_FOUND("duplicate-not-found", 404, "There is no such duplicate"),
    DUPLICATE_CLOSED("duplicate-closed", 409, "The duplicate is closed"),
    DUPLICATE_MERGED("duplicate-merged", 409, "The duplicate was merged already"),
    NOT_MERGED("not-merged", 409, "The two are not merged"),

    // Interaction and care.
    UNKNOWN_CHANNEL("unknown-channel", 422, "The channel is not on the list"),
    UNKNOWN_TOPIC("unknown-topic", 422, "The topic is not on the list"),
    CARE_ALREADY_PLANNED("care-already-planned", 409, "The care is planned already"),
    CARE_NOT_FOUND("care-not-found", 404, "The customer has no such care planned"),
    CARE_ALREADY_ENDED("care-already-ended", 409, "The care was delivered or cancelled already"),

    // Sales.
    ORDER_ALREADY_RECORDED("order-already-recorded", 409, "The order is recorded already"),
    ORDER_NOT_FOUND("order-not-found", 404, "The customer has no such order"),
    CONVERSION_RATE_REQUIRED("conversion-rate-required", 422, "The order needs a conversion rate"),
    UNKNOWN_PRODUCT("unknown-product", 422, "There is no such product"),
    PRICE_REQUIRED("price-required", 422, "The order line needs a price"),
    RETURN_ALREADY_RECORDED("return-already-recorded", 409, "The return is recorded already"),
    RETURN_EXCEEDS_ORDER("return-exceeds-order", 409, "The return exceeds the order"),

    // Needs and commitments.
    NEED_ALREADY_IDENTIFIED("need-already-identified", 409, "The need is identified already"),
    NEED_NOT_FOUND("need-not-found", 404, "The customer has no such need"),
    NEED_ALREADY_CONFIRMED("need-already-confirmed", 409, "The need was confirmed already"),
    NEED_ALREADY_MET("need-already-met", 409, "The need was met already"),
    COMMITMENT_ALREADY_MADE("commitment-already-made", 409, "The commitment was made already"),
    COMMITMENT_NOT_FOUND("commitment-not-found", 404, "The customer was made no such commitment"),
    COMMITMENT_ALREADY_ENDED("commitment-already-ended", 409, "The commitment was kept or broken already"),

    // Service and complaints.
    UNKNOWN_CATEGORY("unknown-category", 422, "The category is not on the list"),
    UNKNOWN_ROOT_CAUSE("unknown-root-cause", 422, "The root cause is not on the list"),
    CASE_ALREADY_OPENED("case-already-opened", 409, "The case was opened already"),
    CASE_NOT_FOUND("case-not-found", 404, "The customer has no such case"),
    ILLEGAL_CASE_MOVE("illegal-case-move", 409, "The case can't go there from where it is"),
    SEVERITY_NOT_HIGHER("severity-not-higher", 422, "The severity is not higher than before"),
    ARTICLE_NOT_FOUND("article-not-found", 404, "There is no such article"),
    ARTICLE_WITHDRAWN("article-withdrawn", 409, "The article was withdrawn"),

    // Satisfaction.
    SURVEY_NOT_FOUND("survey-not-found", 404, "There is no such survey"),
    UNKNOWN_WAVE("unknown-wave", 422, "The survey has no such wave"),
    WAVE_ALREADY_BEGUN("wave-already-begun", 409, "The wave has begun already"),
    ALREADY_ANSWERED("already-answered", 409, "The customer answered this wave already"),
    IMPROVEMENT_NOT_FOUND("improvement-not-found", 404, "There is no such improvement"),
    IMPROVEMENT_ALREADY_CLOSED("improvement-already-closed", 409, "The improvement is closed already"),

    // Loyalty.
    ALREADY_ENROLLED("already-enrolled", 409, "The customer is in the program already"),
    NOT_ENROLLED("not-enrolled", 409, "The customer is not in the program"),
    INSUFFICIENT_POINTS("insufficient-points", 409, "There are too few points"),
    REDEMPTION_ALREADY_RECORDED("redemption-already-recorded", 409, "The redemption is recorded already"),
    UNKNOWN_TIER("unknown-tier", 422, "There is no such tier"),
    REFERRAL_ALREADY_RECORDED("referral-already-recorded", 409, "The referral is recorded already"),
    REFERRAL_NOT_FOUND("referral-not-found", 404, "The customer has no such referral"),
    REFERRAL_ALREADY_CONVERTED("referral-already-converted", 409, "The referral had success already"),
    REFERRED_CUSTOMER_NOT_FOUND("referred-customer-not-found", 422, "There is no such referred customer"),
    SELF_REFERRAL("self-referral", 422, "A customer can't refer itself"),

    // Risk.
    RISK_NOT_FOUND("risk-not-found", 404, "The customer has no such flag"),
    RISK_ALREADY_RAISED("risk-already-raised", 409, "The flag was raised already"),
    RISK_ALREADY_CLEARED("risk-already-cleared", 409, "The flag was cleared already"),
    RISK_OF_A_RULE("risk-of-a-rule", 409, "The flag is a rule's"),
    MEASURE_ALREADY_RECORDED("measure-already-recorded", 409, "The measure is recorded already"),

    // Privacy.
    UNKNOWN_PURPOSE("unknown-purpose", 422, "The purpose is not on the list"),
    CONSENT_WITHDRAWN("consent-withdrawn", 409, "The customer does not want to be contacted so"),
    CONSENT_MISSING("consent-missing", 409, "The customer has not consented"),
    LEGAL_HOLD("legal-hold", 409, "The data must be kept"),
    LEGAL_HOLD_NOT_FOUND("legal-hold-not-found", 404, "The customer has no such legal hold"),
    CUSTOMER_ERASED("customer-erased", 409, "The customer's personal data were erased"),

    // Products.
    PRODUCT_NOT_FOUND("product-not-found", 404, "There is no such product"),
    PRODUCT_ALREADY_REGISTERED("product-already-registered", 409, "The product is registered already"),
    PRODUCT_DISCONTINUED("product-discontinued", 409, "The product is discontinued"),

    // Value models.
    VALUE_MODEL_NOT_FOUND("value-model-not-found", 404, "There is no such fit"),
    TOO_FEW_CUSTOMERS("too-few-customers", 422, "There are too few customers for a fit"),
    TOO_FEW_REPEATERS("too-few-repeaters", 422, "Too few customers came back for a fit"),
    FIT_NOT_CONVERGED("fit-not-converged", 422, "The data have no best fit"),
    FIT_ALREADY_RECORDED("fit-already-recorded", 409, "The fit is recorded already"),

    // Organisation.
    UNKNOWN_STAFF("unknown-staff", 422, "There is no such member of staff"),
    STAFF_LEFT("staff-left", 409, "The member of staff has left"),
    STAFF_ACTIVE("staff-active", 409, "The member of staff has not left"),
    STAFF_ERASED("staff-erased", 409, "The member of staff was erased"),
    STAFF_NOT_FOUND("staff-not-found", 404, "There is no such member of staff"),
    STAFF_ALREADY_REGISTERED("staff-already-registered", 409, "The member of staff is registered already"),
    UNKNOWN_DEPARTMENT("unknown-department", 422, "There is no such department"),
    DEPARTMENT_ALREADY_REGISTERED("department-already-registered", 409, "The department is registered already"),

    // Performance.
    UNKNOWN_KPI("unknown-kpi", 422, "There is no such key figure"),
    WEIGHTS_SUM("weights-sum", 422, "The weights do not add up to 1"),
    INCONSISTENT_COMPARISONS("inconsistent-comparisons", 422, "The comparisons contradict each other"),
    PERIOD_NOT_OVER("period-not-over", 409, "The period is not over"),

    // Policies.
    POLICY_NOT_FOUND("policy-not-found", 404, "There is no such policy"),
    INVALID_POLICY("invalid-policy", 422, "The policy is not valid"),
    EFFECTIVE_IN_PAST("effective-in-past", 422, "It would take effect before it is recorded"),

    // Imports.
    FILE_UNREADABLE("file-unreadable", 422, "No row of the file can be read"),

    // The feed to other systems.
    FEED_OFF("feed-off", 409, "Nothing is passed on"),
    FEED_UNAVAILABLE("feed-unavailable", 503, "Kafka does not answer"),
    TOPIC_TAKEN("topic-taken", 409, "The topic is used for something else"),
    REPLAY_NOT_FOUND("replay-not-found", 404, "There is no such replay"),

    // The service itself.
    INTERNAL_ERROR("internal-error", 500, "The service failed"),
    STORE_UNAVAILABLE("store-unavailable", 503, "The event store does not answer");

    private final String code;
    private final int status;
    private final String title;

    RefusalCode(String code, int status, String title) {
        this.code = code;
        this.status = status;
        this.title = title;
    }

    /** The contract: kebab-case, never changed. */
    public String code() {
        return code;
    }

    /** The HTTP status it is answered with. */
    public int status() {
        return status;
    }

    /** What it means, in a few words; the same for every occurrence. */
    public String title() {
        return title;
    }
}
