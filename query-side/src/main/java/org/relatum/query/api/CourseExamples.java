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

    public static final String LIFECYCLE_POLICY = """
        at_risk: {minimum_silence: 45d, cadence_factor: 1.5}
        lost: {minimum_silence: 180d, cadence_factor: 4.0}
        cadence: {median_of_gaps_from_purchases: 3, otherwise: 90d}
        recovered_mark: 180d
        """;

    public static final String WHAT_IF = """
        {"progress": {"customers": 500, "total": 2357}}
        {"changed": {"customerId": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "changes": [{"outcome": "stage", "key": "status", "before": "ACTIVE", "after": "AT_RISK"}]}}
        {"summary": {"kind": "lifecycle", "asOf": "2026-03-02T15:30:00Z", "knownAt": "2026-03-02T15:30:00Z", "position": 18231, "customers": 2357, "changed": 1, "listed": 1, "unreadable": 0, "matrix": [{"outcome": "stage", "before": "ACTIVE", "after": "ACTIVE", "count": 2356}, {"outcome": "stage", "before": "ACTIVE", "after": "AT_RISK", "count": 1}], "kpis": [{"kpi": "customer_retention", "before": 0.91, "after": 0.87, "scoreBefore": 91.0, "scoreAfter": 87.0}], "seconds": 1.93}}
        """;

    public static final String BACKTEST = """
        {"progress": {"customers": 500, "total": 2357}}
        {"summary": {"until": "2026-03-31", "asOf": "2026-03-31T23:59:59.999999Z", "knownAt": "2026-03-31T23:59:59.999999Z", "end": "2026-06-30T00:00:00Z", "position": 18231, "policyVersion": 0, "fit": {"parameters": {"r": 0.52484, "alpha": 6.18309, "a": 0.89136, "b": 1.614}, "logLikelihood": -9582.1357, "customers": 2357, "repeaters": 946}, "customers": 2357, "flagged": 1200, "lost": 1600, "hits": 1080, "leftOut": 0, "unreadable": 0, "precision": 0.9, "recall": 0.675, "lift": 1.326, "deciles": [{"customers": 235, "pAlive": 0.02, "expected": 0.01, "ordered": 0.02}], "seconds": 0.61}}
        """;

    private CourseExamples() {}
}
