package org.relatum.events;

/** What a customer comes to service with. */
public enum CaseKind {
    ENQUIRY,
    COMPLAINT,
    SERVICE_REQUEST,
    ON_SITE_SUPPORT,
    PRODUCT_DEFECT
}
