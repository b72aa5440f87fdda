package org.relatum.query.api;

/** Examples of answers about cases, promises, loyalty and risks, for the description of the interface. */
public final class StandingExamples {
    private static final String HEAD =
            "\"customerId\": \"0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59\", \"version\": 7, \"position\": 18231,"
                    + " \"asOf\": \"2026-03-02T15:30:00Z\", \"knownAt\": \"2026-03-02T15:30:00Z\", ";

    private static final String EVIDENCE = "[{\"stream\": \"0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59\", \"sequence\": 5}]";

    public static final String COMMITMENTS = "{" + HEAD + """
        "needs": [{"need": "faster-delivery", "kind": "BASIC", "source": "STATED", "text": "parcels within two days",
                   "identifiedAt": "2026-01-10T09:00:00Z", "confirmedAt": null, "metAt": null, "evidence":\
        """ + EVIDENCE + """
        }],
         "commitments": [{"key": "call-back", "commitment": "call-back", "state": "OPEN", "text": "call about the offer",
                          "promisedBy": "li.wei", "madeAt": "2026-03-01T09:00:00Z", "dueAt": "2026-03-05T17:00:00Z",
                          "endedAt": null, "keptInTime": false, "evidence":\
        """ + EVIDENCE + """
        }],
         "trust": {"due": 5, "keptInTime": 4, "share": 0.8},
         "nextChange": {"at": "2026-03-05T17:00:00.000001Z", "values": {"call-back": {"state": "OVERDUE",
                        "promised_by": "li.wei", "due_at": "2026-03-05T17:00:00Z"}}},
         "history": [{"key": "call-back", "from": "2026-03-01T09:00:00Z", "to": null, "value": {"state": "OPEN",
                      "promised_by": "li.wei", "due_at": "2026-03-05T17:00:00Z"}, "recordedFrom": "2026-03-01T09:00:01Z"}],
         "survivor": null, "erased": []}\
        """;

    public static final String CASES = "{" + HEAD + """
        "cases": [{"key": "late-parcel", "caseId": "late-parcel", "state": "OPEN", "sla": "RESPONSE_BREACHED",
                   "kind": "COMPLAINT", "category": "delivery", "severity": "HIGH", "channel": "phone", "order": "A-17",
                   "product": null, "description": "the parcel did not come", "openedAt": "2026-03-02T10:00:00Z",
                   "assignee": "li.wei", "department": null, "rootCause": null, "articles": [], "reopened": 0,
                   "response": {"limit": "PT1H", "used": "PT5H30M", "wall": "PT5H30M", "doneAt": null,
                                "breachAt": "2026-03-02T11:00:00.000001Z", "breached": true},
                   "resolution": {"limit": "PT8H", "used": "PT5H30M", "wall": "PT5H30M", "doneAt": null,
                                  "breachAt": "2026-03-03T09:00:00.000001Z", "breached": false},
                   "evidence":\
        """ + EVIDENCE + """
        }],
         "nextChange": {"at": "2026-03-03T09:00:00.000001Z", "values": {"late-parcel": {"state": "OPEN",
                        "sla": "RESOLUTION_BREACHED", "kind": "COMPLAINT", "severity": "HIGH", "category": "delivery",
                        "assignee": "li.wei"}}},
         "history": [], "policyVersion": 0, "survivor": null, "erased": []}\
        """;

    public static final String LOYALTY = "{" + HEAD + """
        "score": 61.25, "band": "good",
         "parts": [{"part": "RECENCY", "raw": 12.5, "points": 90.8, "weight": 0.2, "contribution": 18.16, "evidence":\
        """ + EVIDENCE + """
        }],
         "penalty": {"open": 1, "recent": 0, "points": 5.0, "evidence":\
        """ + EVIDENCE + """
        },
         "tier": {"name": "silver", "since": "2025-11-20T10:00:00Z", "qualifyingPoints": 812,
                  "reviewAt": "2026-11-20T10:00:00Z", "next": "gold", "pointsToNext": 1188},
         "points": {"program": "club", "enrolledAt": "2025-06-01T08:00:00Z", "balance": 640, "pending": 140, "active": 500,
                    "debt": 0, "expired": 20, "redeemed": 300, "liability": {"amount": "5.00", "currency": "USD"},
                    "lots": [{"lot": "A-17", "state": "PENDING", "points": 140, "rest": 140, "cause": "ORDER", "order": "A-17",
                              "activeFrom": "2026-03-08T10:00:00Z", "expiresAt": "2027-03-01T00:00:00Z", "evidence":
                              {"stream": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "sequence": 6}}],
                    "expiries": [{"at": "2027-03-01T00:00:00Z", "points": 140}]},
         "funnel": ["SATISFACTION"],
         "nextChange": {"at": "2026-04-11T03:12:45.120034Z", "values": {"band": {"value": "fair"}, "tier": {"value": "silver"}}},
         "history": [{"key": "band", "from": "2025-06-01T08:00:00Z", "to": null, "value": {"value": "good"},
                      "recordedFrom": "2025-06-01T08:00:01Z"}],
         "policyVersions": {"score": 0, "points": 0, "tiers": 0}, "survivor": null}\
        """;

    public static final String RISK = "{" + HEAD + """
        "flags": [{"flag": "complaint:late-parcel", "rule": "COMPLAINT", "cause": null, "probability": 4, "impact": 3,
                   "severity": "HIGH", "assessed": false, "potentialLoss": null, "raisedAt": "2026-03-02T11:00:00.000001Z",
                   "evidence":\
        """ + EVIDENCE + """
        , "suggestedResponse": "MITIGATE", "response": null, "measures": [], "recovery": []}],
         "indicators": {"purchases": {"trend": "STEADY", "silence": "P12DT4H", "usual": "P30D"},
                        "satisfaction": {"trend": "FALLING", "latest": 75.0, "before": 87.5},
                        "engagement": {"trend": "STEADY", "latest": 2, "before": 1}, "pAlive": 0.83,
                        "revenue": {"amount": "812.00", "currency": "USD"}},
         "nextChange": {"at": "2026-06-30T10:00:00.000001Z", "values": {"inactivity": {"rule": "INACTIVITY", "probability": 2,
                        "impact": 3, "severity": "MEDIUM"}}},
         "history": [], "policyVersion": 0, "survivor": null, "erased": []}\
        """;

    public static final String EXPLANATION = "{" + HEAD + """
        "result": {"churn": {"rule": "CHURN", "probability": 3, "impact": 2, "severity": "MEDIUM"}},
         "steps": [{"number": 4, "at": "2026-02-28T10:00:00.000001Z", "cause": "TIME", "event": null, "changes": [
                    {"key": "churn", "before": null, "after": {"rule": "CHURN", "probability": 3, "impact": 2,
                     "severity": "MEDIUM"}}]}],
         "next": null}\
        """;

    private static final String LIST =
            "{\"position\": 18231, \"asOf\": \"2026-03-02T15:30:00Z\", \"knownAt\": \"2026-03-02T15:30:00Z\", ";

    public static final String CASE_LIST = LIST + """
        "items": [{"customerId": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "key": "late-parcel", "state": "OPEN",
                   "sla": "RESPONSE_BREACHED", "kind": "COMPLAINT", "severity": "HIGH", "category": "delivery",
                   "assignee": "li.wei", "since": "2026-03-02T11:00:00.000001Z"}], "next": null}\
        """;

    public static final String COMMITMENT_LIST = LIST + """
        "items": [{"customerId": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "key": "call-back", "state": "OPEN",
                   "promisedBy": "li.wei", "dueAt": "2026-03-05T17:00:00Z", "since": "2026-03-01T09:00:00Z"}], "next": null}\
        """;

    public static final String LOYALTY_LIST = LIST + """
        "items": [{"customerId": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "band": "good", "bandSince": "2025-06-01T08:00:00Z",
                   "tier": "silver", "tierSince": "2025-11-20T10:00:00Z"}], "next": null}\
        """;

    public static final String FLAG_LIST = LIST + """
        "items": [{"customerId": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "flag": "complaint:late-parcel", "rule": "COMPLAINT",
                   "probability": 4, "impact": 3, "severity": "HIGH", "since": "2026-03-02T11:00:00.000001Z"}], "next": null}\
        """;

    public static final String MATRIX = LIST + """
        "cells": [{"probability": 4, "impact": 3, "severity": "HIGH", "flags": 12}]}\
        """;

    private StandingExamples() {}
}
