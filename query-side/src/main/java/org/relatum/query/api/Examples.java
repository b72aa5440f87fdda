package org.relatum.query.api;

/** Examples of answers, for the description of the interface. */
public final class Examples {
    public static final String INVALID = """
        {"type": "urn:relatum:problem:invalid-request", "title": "The request is not valid", "status": 400, "detail": "2 parameters are not valid",
         "instance": "/api/v1/customers/0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59/lifecycle", "code": "invalid-request",
         "errors": [
           {"field": "asOf", "code": "bad-instant", "reason": "is not an instant like 2026-01-31T12:00:00.123456Z"},
           {"field": "asof", "code": "unknown-parameter", "reason": "is not known; there are asOf, knownAt"}]}\
        """;

    public static final String CUSTOMER_NOT_FOUND = """
        {"type": "urn:relatum:problem:customer-not-found", "title": "There is no such customer", "status": 404,
         "detail": "There is no customer 0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59",
         "instance": "/api/v1/customers/0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "code": "customer-not-found"}\
        """;

    public static final String NOT_KNOWN_YET = """
        {"type": "urn:relatum:problem:not-known-yet", "title": "Nothing was known or had happened by then", "status": 404,
         "detail": "By what was recorded at 2026-02-01T00:00:00Z, nothing had happened with customer 0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59 at 2020-01-01T00:00:00Z",
         "instance": "/api/v1/customers/0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "code": "not-known-yet"}\
        """;

    public static final String BEYOND_REACH = """
        {"type": "urn:relatum:problem:beyond-reach", "title": "The answer would tell of a customer beyond the key's reach", "status": 403,
         "detail": "The answer would tell of a customer that was merged into 0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59 for a while and is beyond the key's reach",
         "instance": "/api/v1/customers/0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59/history", "code": "beyond-reach"}\
        """;

    public static final String BEHIND = """
        {"type": "urn:relatum:problem:projection-behind", "title": "The read models are not that far yet", "status": 503,
         "detail": "Position 18231 is not contained after 5 seconds; the read models are at 18007",
         "instance": "/api/v1/customers", "code": "projection-behind"}\
        """;

    public static final String CUSTOMER = """
        {"customerId": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "version": 7, "position": 18231,
         "asOf": "2026-03-01T09:30:00.000001Z", "knownAt": "2026-03-01T09:30:00.000001Z",
         "party": "PERSON", "role": "CUSTOMER", "registeredAt": "2025-11-02T08:00:00Z",
         "sourceChannel": "web", "firstTouchCampaign": "autumn-2025",
         "profile": {"name": "Ada Lovelace", "birthDate": null, "address": null, "occupation": "engineer", "notes": null,
                     "language": "en", "country": "GB", "industry": null},
         "contactPoints": [{"id": "c1", "kind": "EMAIL", "value": "ada@example.org", "label": "work"}],
         "externalReferences": [{"system": "shop", "value": "4711"}],
         "assignment": {"owner": "li.wei", "department": "sales-north", "segment": "smb", "relationshipType": "ACCOUNTABLE"},
         "lifecycle": {"stage": "ACTIVE", "recovered": false, "phase": "DEVELOP", "since": "2025-12-01T10:00:00Z",
                       "rule": "ORDERED_WITHIN_CADENCE",
                       "nextChange": {"at": "2026-07-01T10:00:00.000001Z", "stage": "AT_RISK", "recovered": false}},
         "sales": {"orders": 2, "returns": 0, "netRevenue": {"amount": "214.50", "currency": "USD"},
                   "firstOrderAt": "2025-12-01T10:00:00Z", "lastOrderAt": "2026-01-02T10:00:00Z"},
         "contact": {"interactions": 3, "feedback": 0, "lastAt": "2026-02-11T15:04:00Z", "nextDue": "2026-03-10T00:00:00Z"},
         "openCare": [{"care": "spring-call", "kind": "CALL_BACK", "dueAt": "2026-03-10T00:00:00Z"}],
         "completeness": {"share": 0.7777777777777778, "missing": ["BIRTH_DATE", "ADDRESS"]},
         "closedAt": null, "survivor": null, "absorbed": [], "erased": []}\
        """;

    public static final String CUSTOMERS = """
        {"position": 18231, "items": [
          {"customerId": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "version": 7, "position": 18231, "name": "Ada Lovelace",
           "party": "PERSON", "role": "CUSTOMER", "country": "GB", "stage": "ACTIVE", "recovered": false,
           "phase": "DEVELOP", "since": "2025-12-01T10:00:00Z", "nextChangeAt": "2026-07-01T10:00:00.000001Z",
           "owner": "li.wei", "department": "sales-north", "segment": "smb", "relationshipType": "ACCOUNTABLE",
           "orders": 2, "netRevenue": {"amount": "214.50", "currency": "USD"}, "lastOrderAt": "2026-01-02T10:00:00Z",
           "lastContactAt": "2026-02-11T15:04:00Z", "nextContactDue": "2026-03-10T00:00:00Z",
           "closedAt": null, "survivor": null, "erased": []}],
         "next": "n0Vx6YkqT4"}\
        """;

    public static final String LIFECYCLE = """
        {"customerId": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "version": 7, "position": 18231,
         "asOf": "2026-03-01T00:00:00Z", "knownAt": "2026-03-01T09:30:00.000001Z",
         "stage": "ACTIVE", "recovered": false, "phase": "DEVELOP", "since": "2025-12-01T10:00:00Z",
         "rule": "ORDERED_WITHIN_CADENCE",
         "evidence": [{"stream": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "sequence": 5}],
         "orders": 2, "lastOrderAt": "2026-01-02T10:00:00Z", "silence": "P57DT14H",
         "thresholds": {"cadence": "P90D", "atRiskAfter": "P180D", "lostAfter": "P360D"},
         "nextChange": {"at": "2026-07-01T10:00:00.000001Z", "stage": "AT_RISK", "recovered": false},
         "dwellTimes": {"PROSPECT": "P29DT2H", "ACTIVE": "P89DT14H"},
         "history": [
           {"from": "2025-11-02T08:00:00Z", "to": "2025-12-01T10:00:00Z", "stage": "PROSPECT", "recovered": false,
            "recordedFrom": "2025-12-01T10:00:00.104Z"},
           {"from": "2025-12-01T10:00:00Z", "to": null, "stage": "ACTIVE", "recovered": false,
            "recordedFrom": "2025-12-01T10:00:00.104Z"}],
         "policyVersion": 0, "survivor": null}\
        """;

    public static final String EXPLANATION = """
        {"customerId": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "version": 2, "position": 18231,
         "asOf": "2026-07-02T00:00:00Z", "knownAt": "2026-07-02T00:00:00Z",
         "result": {"stage": "AT_RISK", "recovered": false},
         "summary": "AT_RISK since 2026-07-01T10:00:00.000001Z because the last order was 180 days 14 hours before 2026-07-02T00:00:00Z, longer than 180 days and not longer than 360 days.",
         "nextChange": {"at": "2026-12-28T10:00:00.000001Z", "stage": "LOST", "recovered": false},
         "policy": {"version": 0, "atRisk": {"minimumSilence": "P60D", "cadenceFactor": 2.0},
                    "lost": {"minimumSilence": "P180D", "cadenceFactor": 4.0}, "medianFromOrders": 3,
                    "defaultCadence": "P90D", "recoveredMark": "P180D"},
         "steps": [
           {"number": 1, "at": "2025-11-02T08:00:00Z", "cause": "FACT",
            "event": {"stream": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "sequence": 0, "position": 17002,
                      "type": "customer.registered", "recordedAt": "2025-11-02T08:00:00.1Z"},
            "before": null, "after": {"stage": "PROSPECT", "recovered": false}, "changed": true, "orders": 0,
            "thresholds": null, "sentence": "The customer was registered. The stage is PROSPECT."}],
         "next": null}\
        """;

    public static final String TIMELINE = """
        {"customerId": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "version": 7, "position": 18231,
         "asOf": "2026-03-01T09:30:00.000001Z", "knownAt": "2026-03-01T09:30:00.000001Z", "survivor": null,
         "entries": [
           {"occurredAt": "2026-01-02T10:00:00Z", "recordedAt": "2026-01-02T10:00:00.104Z",
            "stream": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "sequence": 5, "position": 18102, "category": "SALES",
            "type": "order.placed", "touchpoint": "web", "direction": null, "subject": "A-1002", "sentiment": null,
            "amount": {"amount": "120.00", "currency": "USD"}}],
         "next": "n0Vx6YkqT4"}\
        """;

    public static final String HISTORY = """
        {"customerId": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "version": 7, "position": 18231,
         "asOf": "2026-03-01T09:30:00.000001Z", "knownAt": "2026-03-01T09:30:00.000001Z", "survivor": null,
         "events": [
           {"position": 18102, "eventId": "01990000-0000-7000-8000-000000000000",
            "stream": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "sequence": 5, "type": "order.placed", "revision": 2,
            "occurredAt": "2026-01-02T10:00:00Z", "recordedAt": "2026-01-02T10:00:00.104Z",
            "metadata": {"actor": "shop", "reason": "web checkout", "channel": "web", "correlationId": "c-77",
                         "causationId": null, "idempotencyKey": "A-1002", "requestDigest": "x1"},
            "data": {"occurredAt": "2026-01-02T10:00:00Z", "order": "A-1002",
                     "total": {"amount": "120.00", "currency": "USD"}, "conversionRate": "1",
                     "lines": [{"sku": "tea-1", "quantity": "2", "unitPrice": "60.00"}], "channel": "web"},
            "erased": [], "unreadable": null}],
         "next": null}\
        """;

    public static final String EVENT_LINES = """
        {"position": 18102, "stream": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "sequence": 5, "type": "order.placed"}
        {"position": 18231, "stream": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "sequence": 6, "type": "interaction.logged"}
        """;

    public static final String PRODUCT = """
        {"productId": "6a1e0c58-0a3b-8c1f-9e5d-0f1a2b3c4d5e", "sku": "tea-1", "version": 3, "position": 911,
         "name": "Green tea", "category": "tea", "registeredAt": "2025-10-01T00:00:00Z", "discontinuedAt": null,
         "prices": [{"list": "standard", "price": {"amount": "60.00", "currency": "USD"},
                     "effectiveFrom": "2025-10-01T00:00:00Z"}],
         "upcomingPrices": [{"list": "standard", "price": {"amount": "65.00", "currency": "USD"},
                             "effectiveFrom": "2026-04-01T00:00:00Z"}]}\
        """;

    public static final String PRODUCTS = """
        {"asOf": "2026-03-01T00:00:00Z", "knownAt": "2026-03-01T09:30:00.000001Z", "position": 18231, "items": [
          {"productId": "6a1e0c58-0a3b-8c1f-9e5d-0f1a2b3c4d5e", "sku": "tea-1", "version": 3, "position": 911,
           "name": "Green tea", "category": "tea", "registeredAt": "2025-10-01T00:00:00Z", "discontinuedAt": null,
           "prices": [{"list": "standard", "price": {"amount": "60.00", "currency": "USD"},
                       "effectiveFrom": "2025-10-01T00:00:00Z"}], "upcomingPrices": []}],
         "next": null}\
        """;

    public static final String PRODUCT_NOT_FOUND = """
        {"type": "urn:relatum:problem:product-not-found", "title": "There is no such product", "status": 404, "detail": "There is no product tea-9",
         "instance": "/api/v1/products/tea-9", "code": "product-not-found"}\
        """;

    public static final String SURVEY = """
        {"surveyId": "0198f3a2-8d5f-7e21-8b66-4a1d6b2c3d4e", "version": 2, "position": 911, "title": "After the service",
         "publishedAt": "2026-04-01T08:00:00Z", "factors": ["problem_solved", "response_speed"], "overall": true, "nps": true,
         "ces": false, "waves": [{"name": "2026-spring", "begunAt": "2026-04-01T08:00:00Z"},
                                 {"name": "2026-autumn", "begunAt": "2026-10-01T08:00:00Z"}]}\
        """;

    public static final String SURVEYS = """
        {"asOf": "2026-03-01T00:00:00Z", "knownAt": "2026-03-01T09:30:00.000001Z", "position": 18231, "items": [
          {"surveyId": "0198f3a2-8d5f-7e21-8b66-4a1d6b2c3d4e", "version": 1, "position": 911, "title": "After the service",
           "publishedAt": "2026-04-01T08:00:00Z", "factors": [], "overall": true, "nps": true, "ces": false,
           "waves": [{"name": "2026-spring", "begunAt": "2026-04-01T08:00:00Z"}]}],
         "next": null}\
        """;

    public static final String SURVEY_NOT_FOUND = """
        {"type": "urn:relatum:problem:survey-not-found", "title": "There is no such survey", "status": 404,
         "detail": "There is no survey 0198f3a2-8d5f-7e21-8b66-4a1d6b2c3d4e",
         "instance": "/api/v1/surveys/0198f3a2-8d5f-7e21-8b66-4a1d6b2c3d4e", "code": "survey-not-found"}\
        """;

    public static final String IMPROVEMENT = """
        {"improvementId": "0198f3a2-9e60-7f32-9c77-5b2e7c3d4e5f", "version": 2, "position": 911, "state": "CLOSED",
         "openedAt": "2026-04-06T09:00:00Z", "customerId": null, "surveyId": "0198f3a2-8d5f-7e21-8b66-4a1d6b2c3d4e",
         "factor": "response_speed", "kpi": "first_response", "period": "2026-Q1", "dimension": "COMPANY", "member": null,
         "owner": "staff-17", "text": "Answer within the hour", "dueAt": "2026-06-30T22:00:00Z",
         "closedAt": "2026-06-20T09:00:00Z", "outcome": "ACHIEVED", "note": "The factor rose by half a point", "erased": []}\
        """;

    public static final String IMPROVEMENTS = """
        {"asOf": "2026-07-01T00:00:00Z", "knownAt": "2026-07-01T09:30:00.000001Z", "position": 18231, "items": [
          {"improvementId": "0198f3a2-9e60-7f32-9c77-5b2e7c3d4e5f", "version": 1, "position": 911, "state": "OVERDUE",
           "openedAt": "2026-04-06T09:00:00Z", "customerId": null, "surveyId": null, "factor": "response_speed",
           "kpi": null, "period": null, "dimension": null, "member": null, "owner": "staff-17", "text": "Answer within the hour", "dueAt": "2026-06-30T22:00:00Z", "closedAt": null,
           "outcome": null, "note": null, "erased": []}],
         "next": null}\
        """;

    public static final String CONTRIBUTIONS = """
        {"period": "2026-Q1", "dimension": "COMPANY", "member": null, "kpi": "return_rate",
         "formula": "return_amount / order_revenue", "definitionVersion": 0, "asOf": "2026-04-20T09:00:00.000001Z",
         "knownAt": "2026-04-20T09:00:00.000001Z", "position": 18231,
         "items": [{"customerId": "0197a1f0-5c2e-8b7e-9f0a-1b2c3d4e5f60", "part": "NUMERATOR", "measure": "return_amount",
           "counted": "IN_PERIOD", "amount": 20, "occurredAt": "2026-03-01T00:00:00Z", "segment": "gold",
           "department": "sales", "owner": "staff-17", "channel": "web",
           "event": {"stream": "0197a1f0-5c2e-8b7e-9f0a-1b2c3d4e5f60", "sequence": 4}}],
         "next": null}
        """;

    public static final String SCORECARD_PARTS = """
        {"period": "2026-Q1", "asOf": "2026-04-20T09:00:00.000001Z", "knownAt": "2026-04-20T09:00:00.000001Z", "position": 18231,
         "definitionVersion": 0,
         "parts": [{"dimension": "SEGMENT", "member": "gold", "composite": 77.744, "grade": "B",
           "groups": [{"group": "SATISFACTION", "weight": 0.25, "score": 50.537}],
           "kpis": [{"kpi": "csat", "group": "SATISFACTION", "title": "Customer satisfaction (CSAT)",
             "formula": "csat_sum / csat_answers", "unit": "MARK", "better": "HIGHER", "numerator": 11, "denominator": 3,
             "value": 3.667, "target": 4, "attainment": 0.917, "weight": 0.35, "score": 91.667, "trend": -0.2}]}]}
        """;

    public static final String SCORECARD = """
        {"period": "2026-Q1", "from": "2026-01-01T00:00:00Z", "to": "2026-04-01T00:00:00Z", "dimension": "COMPANY", "member": null,
         "asOf": "2026-04-20T09:00:00.000001Z", "knownAt": "2026-04-20T09:00:00.000001Z", "position": 18231, "definitionVersion": 0,
         "composite": 77.744, "grade": "B", "groups": [{"group": "SATISFACTION", "weight": 0.25, "score": 50.537}],
         "kpis": [{"kpi": "csat", "group": "SATISFACTION", "title": "Customer satisfaction (CSAT)",
           "formula": "csat_sum / csat_answers", "unit": "MARK", "better": "HIGHER", "numerator": 11, "denominator": 3,
           "value": 3.667, "target": 4, "attainment": 0.917, "weight": 0.35, "score": 91.667, "trend": -0.2}],
         "evaluations": [{"occurredAt": "2026-04-02T09:00:00Z", "asOf": "2026-04-01T00:00:00Z",
           "knownAt": "2026-04-02T08:59:59.999999Z", "position": 18002, "definitionVersion": 0, "composite": 78.1, "grade": "B",
           "groups": [{"group": "satisfaction", "weight": 0.25, "score": 52.1}],
           "kpis": [{"kpi": "csat", "numerator": 8, "denominator": 2, "value": 4, "target": 4, "attainment": 1, "weight": 0.35,
             "score": 100}]}],
         "reviews": [{"occurredAt": "2026-04-03T09:00:00Z", "kpi": null, "group": "internal", "reviewer": "staff-17",
           "text": "Two people were ill in March; the targets were met all the same"}],
         "improvements": ["0198f3a2-9e60-7f32-9c77-5b2e7c3d4e5f"], "erased": []}\
        """;

    public static final String IMPROVEMENT_NOT_FOUND = """
        {"type": "urn:relatum:problem:improvement-not-found", "title": "There is no such improvement", "status": 404,
         "detail": "There is no improvement 0198f3a2-9e60-7f32-9c77-5b2e7c3d4e5f",
         "instance": "/api/v1/improvements/0198f3a2-9e60-7f32-9c77-5b2e7c3d4e5f", "code": "improvement-not-found"}\
        """;

    public static final String ARTICLE = """
        {"articleId": "0198f3a2-af71-7043-8d88-6c3f8d4e5f60", "version": 2, "position": 911, "title": "Missing or doubled pages",
         "body": "Send another copy at once.", "language": "en", "publishedAt": "2026-03-01T08:00:00Z",
         "revisedAt": "2026-03-21T08:00:00Z", "withdrawnAt": null}\
        """;

    public static final String ARTICLES = """
        {"asOf": "2026-03-01T00:00:00Z", "knownAt": "2026-03-01T09:30:00.000001Z", "position": 18231, "items": [
          {"articleId": "0198f3a2-af71-7043-8d88-6c3f8d4e5f60", "version": 1, "position": 911, "title": "Missing pages",
           "body": "Ask for a photo of the spine.", "language": "en", "publishedAt": "2026-03-01T08:00:00Z",
           "revisedAt": "2026-03-01T08:00:00Z", "withdrawnAt": null}],
         "next": null}\
        """;

    public static final String ARTICLE_NOT_FOUND = """
        {"type": "urn:relatum:problem:article-not-found", "title": "There is no such article", "status": 404,
         "detail": "There is no article 0198f3a2-af71-7043-8d88-6c3f8d4e5f60",
         "instance": "/api/v1/articles/0198f3a2-af71-7043-8d88-6c3f8d4e5f60", "code": "article-not-found"}\
        """;

    public static final String DEPARTMENTS = """
        {"asOf": "2026-03-01T00:00:00Z", "knownAt": "2026-03-01T09:30:00.000001Z", "position": 18231, "items": [
          {"departmentId": "6a1e0c58-0a3b-8c1f-9e5d-0f1a2b3c4d5e", "version": 1, "department": "key-accounts",
           "name": "Key accounts", "parent": "sales", "registeredAt": "2025-10-01T00:00:00Z"}], "next": null}\
        """;

    public static final String DEPARTMENT = """
        {"departmentId": "6a1e0c58-0a3b-8c1f-9e5d-0f1a2b3c4d5e", "version": 1, "department": "key-accounts",
         "name": "Key accounts", "parent": "sales", "registeredAt": "2025-10-01T00:00:00Z"}\
        """;

    public static final String DEPARTMENT_NOT_FOUND = """
        {"type": "urn:relatum:problem:department-not-found", "title": "There is no such department", "status": 404,
         "detail": "There is no department key-acounts", "instance": "/api/v1/departments/key-acounts",
         "code": "department-not-found"}\
        """;

    public static final String MEMBER = """
        {"memberId": "6a1e0c58-0a3b-8c1f-9e5d-0f1a2b3c4d5e", "version": 2, "staff": "staff-17", "name": "Maria Meier",
         "role": "account manager", "department": "key-accounts", "contact": "maria@example.com",
         "registeredAt": "2025-10-01T00:00:00Z", "leftAt": null,
         "trainings": [{"at": "2025-11-03T08:00:00Z", "title": "Complaint handling", "hours": "7.5"}], "erased": []}\
        """;

    public static final String STAFF_NOT_FOUND = """
        {"type": "urn:relatum:problem:staff-not-found", "title": "There is no such member of staff", "status": 404,
         "detail": "There is no member of staff m.mayer", "instance": "/api/v1/staff/m.mayer", "code": "staff-not-found"}\
        """;

    public static final String STAFF = """
        {"asOf": "2026-03-01T00:00:00Z", "knownAt": "2026-03-01T09:30:00.000001Z", "position": 18231, "items": [
          {"memberId": "6a1e0c58-0a3b-8c1f-9e5d-0f1a2b3c4d5e", "version": 2, "staff": "staff-17", "name": "Maria Meier",
           "role": "account manager", "department": "key-accounts", "contact": "maria@example.com",
           "registeredAt": "2025-10-01T00:00:00Z", "leftAt": null,
           "trainings": [{"at": "2025-11-03T08:00:00Z", "title": "Complaint handling", "hours": "7.5"}], "erased": []}],
         "next": null}\
        """;

    public static final String POLICY = """
        {"kind": "points", "version": 1, "effectiveFrom": "2027-01-01T00:00:00Z", "recordedAt": "2026-11-22T09:00:00.000001Z",
         "publishedBy": "m.shelley", "position": 18231, "digest": "6c2b1d74f6f5f2a9d9d7b2c8a1e0c3b45a6d7e8f90123456789abcdef0123456",
         "document": {"per_currency_unit": 2, "pending": "14d", "expire_after": "365d", "expire_at": "end_of_month", "value": 0.01}}\
        """;

    public static final String POLICIES = """
        {"items": [
          {"kind": "points", "version": 0, "effectiveFrom": null, "recordedAt": null, "publishedBy": null, "position": null,
           "digest": null,
           "document": {"per_currency_unit": 1, "pending": "14d", "expire_after": "365d", "expire_at": "end_of_month", "value": 0.01}}]}\
        """;

    public static final String POLICY_NOT_FOUND = """
        {"type": "urn:relatum:problem:policy-not-found", "title": "There is no such policy", "status": 404,
         "detail": "There is no policy of this kind; there are lifecycle, points", "instance": "/api/v1/policies/point",
         "code": "policy-not-found"}\
        """;

    public static final String STATUS = """
        {"events": 18231, "customers": 2357, "position": 18231, "unsequenced": 0,
         "projections": [
           {"name": "lifecycle", "version": 1, "position": 18231, "lagEvents": 0, "lagSeconds": 0.0, "parkedCustomers": 0,
            "rendering": {"effectiveFrom": "2026-03-01T09:00:00Z", "customers": 1500, "of": 2357}},
           {"name": "profile", "version": 1, "position": 18231, "lagEvents": 0, "lagSeconds": 0.0, "parkedCustomers": 0,
            "rendering": null},
           {"name": "timeline", "version": 1, "position": 18231, "lagEvents": 0, "lagSeconds": 0.0, "parkedCustomers": 0,
            "rendering": null}],
         "ledger": {"size": 18231, "lagEvents": 0, "lagSeconds": 0.0, "failure": null},
         "running": true, "roles": ["command", "projection", "query", "relay", "ingest"],
         "version": "0.1.0", "startedAt": "2026-03-01T08:00:00Z", "uptimeSeconds": 5400}\
        """;

    public static final String CHECK_LINES = """
        {"progress": {"customers": 500, "total": 2357}}
        {"difference": {"projection": "lifecycle_v1", "customer": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "what": "place", "detail": "expected version 7 at 18231, found 6 at 18102"}}
        {"summary": {"customers": 2357, "differences": 1, "parked": 0, "positions": {"lifecycle_v1": 18231, "profile_v1": 18231, "timeline_v1": 18231}, "seconds": 1.93}}
        """;

    public static final String PARKED = """
        {"items": [
          {"projection": "lifecycle_v1", "customer": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "position": 18102,
           "error": "UnreadableEventException: order.placed revision 3 is not known here", "parkedAt": "2026-03-01T09:00:00Z"}]}\
        """;

    public static final String REBUILD = """
        {"rebuild": "5b0d3c1e-8f53-4a44-9d0e-0f6d1b7f2a11", "readModels": ["lifecycle", "risk"], "cause": "ASKED", "state": "FOLDING",
         "requestedAt": "2026-03-01T09:00:00Z", "startedAt": "2026-03-01T09:00:00.2Z", "endedAt": null, "events": 1000000, "eventsRead": 1000000,
         "eventsFolded": 350000, "customers": 35210, "eventsPerSecond": 71000.5, "secondsLeft": 9.2, "swapMillis": null, "cancelling": false,
         "error": null}\
        """;

    public static final String REBUILDS = "{\"items\": [" + REBUILD + "]}";

    private Examples() {}
}
