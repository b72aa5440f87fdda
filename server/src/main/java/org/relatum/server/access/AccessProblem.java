package org.relatum.server.access;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A refusal of the doors, as a problem detail (RFC 9457). */
final class AccessProblem extends ErrorResponseException {
    private static final long serialVersionUID = 1L;
    private static final String TYPE = "urn:relatum:problem:";

    /** What is wrong with one field. */
    record InvalidField(String field, String code, String reason) {}

    private AccessProblem(AccessCode code, String detail) {
        super(HttpStatus.valueOf(code.status()), problem(code, detail), null);
    }

    static AccessProblem of(AccessCode code, String detail) {
        return new AccessProblem(code, detail);
    }

    static AccessProblem invalid(List<InvalidField> errors) {
        AccessProblem problem = new AccessProblem(
                AccessCode.INVALID_REQUEST,
                errors.size() == 1 ? "One field is not valid" : errors.size() + " fields are not valid");
        problem.getBody().setProperty("errors", List.copyOf(errors));
        return problem;
    }

    private static ProblemDetail problem(AccessCode code, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.valueOf(code.status()), detail);
        problem.setType(URI.create(TYPE + code.code()));
        problem.setTitle(code.title());
        problem.setProperty("code", code.code());
        return problem;
    }

    /** Answers where no controller has been reached yet. */
    static void respond(HttpServletResponse response, AccessCode code, String detail) throws IOException {
        response.setStatus(code.status());
        if (code == AccessCode.UNAUTHENTICATED) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
        byte[] body = json(code, detail).toString().getBytes(StandardCharsets.UTF_8);
        response.setContentType("application/problem+json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** The problem as it is answered. */
    static ObjectNode json(AccessCode code, String detail) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("type", TYPE + code.code())
                .put("title", code.title())
                .put("status", code.status())
                .put("code", code.code())
                .put("detail", detail);
    }
}
