package org.relatum.server.access;

/** Every way in which the doors refuse: the stable code, the HTTP status, and the title of the problem. */
enum AccessCode {
    UNAUTHENTICATED("unauthenticated", 401, "Say who you are"),
    FORBIDDEN("forbidden", 403, "The key does not allow this"),
    TOO_MANY_REQUESTS("too-many-requests", 429, "The key is used too often"),
    NOT_SERVED_HERE("not-served-here", 421, "Another node does this"),
    CUSTOMER_NOT_FOUND("customer-not-found", 404, "There is no such customer"),
    KEY_NOT_FOUND("key-not-found", 404, "There is no such key"),
    INVALID_REQUEST("invalid-request", 400, "The request is not valid"),
    INTERNAL_ERROR("internal-error", 500, "The service failed");

    private final String code;
    private final int status;
    private final String title;

    AccessCode(String code, int status, String title) {
        this.code = code;
        this.status = status;
        this.title = title;
    }

    /** The contract: kebab-case, never changed. */
    String code() {
        return code;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }
}
