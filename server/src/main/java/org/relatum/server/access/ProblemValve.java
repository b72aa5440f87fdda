package org.relatum.server.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/** What Tomcat itself refuses, because no request can be read from it, is answered as a problem like everything else. */
public final class ProblemValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        AccessCode code = status < 500 ? AccessCode.INVALID_REQUEST : AccessCode.INTERNAL_ERROR;
        byte[] problem = AccessProblem.json(code, "The request can't be read, or is too large")
                .put("status", status)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        try {
            response.setContentType("application/problem+json");
            response.setContentLength(problem.length);
            response.getOutputStream().write(problem);
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            // Whoever asked is gone, or has something of an answer already.
            container.getLogger().debug("a problem was not told", e);
        }
    }
}
