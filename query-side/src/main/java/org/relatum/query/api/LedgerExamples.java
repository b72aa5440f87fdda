package org.relatum.query.api;

/** Examples of answers about the ledger, for the description of the interface. A test holds them against it. */
public final class LedgerExamples {
    private static final String CHECKPOINT = """
        {"size": 18231, "root": "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=",
         "note": "relatum/0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59\\n18231\\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\\n\\n\u2014 relatum/0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59 x08go/ZJkuBS9UG/…\\n"}\
        """;

    public static final String LEDGER = """
        {"origin": "relatum/0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "size": 18231, "lagEvents": 0, "lagSeconds": 0.0, "failure": null,
         "keys": ["relatum/0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"],
         "witnesses": ["witness.example/w1+8d66cf3f+BFpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"],
         "checkpoint": \
        """ + CHECKPOINT + "}";

    public static final String INCLUSION = """
        {"position": 18102, "size": 18231, "root": "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=",
         "entry": "AQAMb3JkZXIucGxhY2Vk…", "leafHash": "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=",
         "proof": ["lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c=", "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4="]}\
        """;

    public static final String CONSISTENCY = """
        {"from": 18102, "fromRoot": "duZ9rbzfHhDht03cYIq9L5jfsW+851J3tSMqEn8gh+8=",
         "to": 18231, "toRoot": "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=",
         "proof": ["DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=", "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA="]}\
        """;

    public static final String EVENT_LINES = """
        {"position": 18101, "streamType": "customer", "stream": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "sequence": 4, "eventId": "01990000-0000-7000-8000-000000000001", "type": "order.placed", "revision": 2, "recordedAt": "2026-01-02T10:00:00.103Z", "payload": "eyJvY2N1cnJlZEF0Ijoi…", "metadata": "eyJhY3RvciI6InNob3Ai…", "proof": null}
        {"position": 18102, "streamType": "customer", "stream": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "sequence": 5, "eventId": "01990000-0000-7000-8000-000000000000", "type": "order.placed", "revision": 2, "recordedAt": "2026-01-02T10:00:00.104Z", "payload": "eyJvY2N1cnJlZEF0Ijoi…", "metadata": "eyJhY3RvciI6InNob3Ai…", "proof": null}
        """;

    public static final String PROOF_LINES = """
        {"checkpoint": {"size": 18231, "root": "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=", "note": "relatum/0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59\\n18231\\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\\n\\n\u2014 relatum/0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59 x08go/ZJkuBS9UG/…\\n"}}
        {"event": {"position": 18102, "streamType": "customer", "stream": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "sequence": 5, "eventId": "01990000-0000-7000-8000-000000000000", "type": "order.placed", "revision": 2, "recordedAt": "2026-01-02T10:00:00.104Z", "payload": "eyJvY2N1cnJlZEF0Ijoi…", "metadata": "eyJhY3RvciI6InNob3Ai…", "proof": ["lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c="]}}
        """;

    public static final String COSIGNED = """
        {"size": 18231, "witnesses": ["witness.example/w1"]}\
        """;

    private LedgerExamples() {}
}
