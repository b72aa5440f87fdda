package org.relatum.query.api;

/** Examples of answers about changes, for the description of the interface. */
public final class CourseExamples {
    private static final String ORDER =
            "{\"stream\": \"0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59\", \"sequence\": 5, \"position\": 18110,"
                    + " \"type\": \"order.placed\", \"occurredAt\": \"2026-02-20T10:00:00Z\","
                    + " \"recordedAt\": \"2026-02-20T10:00:01Z\"}";

    public static final String DIFF = """
        {"customerId": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "position": 18231,
         "from": {"asOf": "2026-01-31T00:00:00Z", "knownAt": "2026-03-02T15:30:00Z"},
         "to": {"asOf": "2026-02-28T00:00:00Z", "knownAt": "2026-03-02T15:30:00Z"}, "known": true,
         "changes": [{"view": "lifecycle", "field": "stage", "before": "AT_RISK", "after": "ACTIVE"},
                     {"view": "lifecycle", "field": "orders", "before": 3, "after": 4}],
         "steps": [{"at": "2026-02-10T10:00:00.000001Z", "cause": "TIME", "event": null, "changes":
                    [{"view": "lifecycle", "field": "stage", "before": "ACTIVE", "after": "AT_RISK"}]},
                   {"at": "2026-02-20T10:00:00Z", "cause": "FACT", "event":\
        """ + ORDER + """
        , "changes": [{"view": "lifecycle", "field": "stage", "before": "AT_RISK", "after": "ACTIVE"}]}], "next": null}\
        """;

    public static final String FIELDS = """
        {"customerId": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "position": 18231, "asOf": "2026-03-02T15:30:00Z",
         "knownAt": "2026-03-02T15:30:00Z", "values": [{"field": "loyalty.points.balance", "value": 640}],
         "steps": [{"number": 1, "at": "2026-02-20T10:00:00Z", "cause": "FACT", "event":\
        """ + ORDER + """
        , "contributions": [{"field": "loyalty.points.balance", "before": 500, "after": 640, "contribution": 140,
                             "byTime": 0}]}], "next": null}\
        """;

    public static final String REPLAY = """
        event: step
        id: 5mF0c2VhbA
        data: {"at": "2026-02-20T10:00:00Z", "cause": "FACT", "event":\
        """ + ORDER + """
        , "changes": [{"view": "lifecycle", "field": "orders", "before": 3, "after": 4}]}

        event: end
        id: 5mF0c2VhbB
        data: {"steps": 1, "position": 18231, "asOf": "2026-03-02T15:30:00Z", "knownAt": "2026-03-02T15:30:00Z"}
        """;

    private CourseExamples() {}
}
