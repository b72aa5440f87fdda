package org.relatum.query.request;

import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Headers of answers. They are set on the response itself: a stage changes by time alone, so an equal version does not mean that
 * nothing was modified, and Spring must not conclude that.
 */
public final class Headers {
    private Headers() {}

    /** The customer's version, for If-Match of a command; and that nobody may keep personal data. */
    public static void customer(HttpServletResponse response, long version, @Nullable UUID survivor) {
        response.setHeader(HttpHeaders.ETAG, "\"" + version + "\"");
        if (survivor != null) {
            response.addHeader(HttpHeaders.LINK, "</api/v1/customers/" + survivor + ">; rel=\"canonical\"");
        }
        personal(response);
    }

    /** That nobody may keep personal data. */
    public static void personal(HttpServletResponse response) {
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
