package org.relatum.server.demo;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One command of the made-up company.
 *
 * @param at when somebody sends it, in the simulated time
 * @param method of HTTP
 * @param path below the API's root; {@code {customer}} stands for the id of the first subject
 * @param body as JSON; the value {@link #SECOND} stands for the id of the second subject
 * @param subjects the company's own names of the customers, products or people it is about; it comes after every earlier step
 *     about one of them
 */
public record Step(Instant at, String method, String path, Map<String, Object> body, List<String> subjects) {

    /** Stands for the id of the step's second subject. */
    public static final String SECOND = "{second}";

    /** In the path, stands for the id of the step's first subject. */
    public static final String CUSTOMER = "{customer}";

    /** Whether it is about the catalogue or the organisation, which commands to any customer rely on. */
    public boolean isAboutCompany() {
        return path.startsWith("/products") || path.equals("/departments") || path.equals("/staff");
    }

    /** Whether the answer says under which id the subject is known from then on. */
    public boolean registers() {
        return path.equals("/customers");
    }
}
