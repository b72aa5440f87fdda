package org.relatum.events.policy;

/**
 * What is wrong with a policy's text.
 *
 * @param line line of the text, the first is 1
 * @param path to the field, for example {@code at_risk.minimum_silence}; empty for the text as a whole
 * @param reason for a human
 */
public record PolicyProblem(int line, String path, String reason) {
    @Override
    public String toString() {
        return "line " + line + (path.isEmpty() ? "" : ", " + path) + ": " + reason;
    }
}
