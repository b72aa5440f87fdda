package org.relatum.query.operation;

/** Long descriptions of differences, cut down to where they differ. */
final class Shortened {
    private static final String EXPECTED = "expected ";
    private static final String FOUND = ", found ";
    private static final int BEFORE = 40;
    private static final int AFTER = 160;
    private static final int LONGEST = 2 * (BEFORE + AFTER);

    private Shortened() {}

    static String of(String detail) {
        int found = detail.indexOf(FOUND);
        if (detail.length() <= LONGEST || !detail.startsWith(EXPECTED) || found < 0) {
            return detail.length() <= LONGEST ? detail : detail.substring(0, LONGEST) + "…";
        }
        String expected = detail.substring(EXPECTED.length(), found);
        String instead = detail.substring(found + FOUND.length());
        int same = 0;
        while (same < expected.length() && same < instead.length() && expected.charAt(same) == instead.charAt(same)) {
            same++;
        }
        return EXPECTED + around(expected, same) + FOUND + around(instead, same);
    }

    private static String around(String text, int at) {
        int from = Math.max(0, at - BEFORE);
        int to = Math.min(text.length(), at + AFTER);
        return (from > 0 ? "…" : "") + text.substring(from, to) + (to < text.length() ? "…" : "");
    }
}
