package org.relatum.query.request;

import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * A question that is refused. It carries its own problem detail (RFC 9457), so that whatever handles exceptions of Spring answers
 * it.
 */
public final class QueryProblem extends ErrorResponseException {
    private static final long serialVersionUID = 1L;

    /**
     * What is wrong with one parameter.
     *
     * @param code stable, kebab-case
     * @param reason for a human
     */
    public record InvalidParameter(String field, String code, String reason) {}

    private QueryProblem(QueryCode code, String detail) {
        super(code.status(), problem(code, detail), null);
    }

    private static ProblemDetail problem(QueryCode code, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(code.status(), detail);
        problem.setType(URI.create("urn:relatum:problem:" + code.code()));
        problem.setTitle(code.title());
        problem.setProperty("code", code.code());
        return problem;
    }

    /** A refusal that its detail explains. */
    public static QueryProblem of(QueryCode code, String detail) {
        return new QueryProblem(code, detail);
    }

    /** Parameters that can't be understood. */
    public static QueryProblem invalid(List<InvalidParameter> errors) {
        QueryProblem problem = new QueryProblem(
                QueryCode.INVALID_REQUEST,
                errors.size() == 1 ? "One parameter is not valid" : errors.size() + " parameters are not valid");
        problem.getBody().setProperty("errors", List.copyOf(errors));
        return problem;
    }

    /** A document that is not as it should be. */
    public static QueryProblem invalid(QueryCode code, String detail, List<InvalidParameter> errors) {
        QueryProblem problem = new QueryProblem(code, detail);
        problem.getBody().setProperty("errors", List.copyOf(errors));
        return problem;
    }

    /** Nobody has this id. */
    public static QueryProblem customerNotFound(UUID customer) {
        return of(QueryCode.CUSTOMER_NOT_FOUND, "There is no customer " + customer);
    }

    /** The database does not answer. */
    public static QueryProblem unavailable() {
        QueryProblem problem = of(QueryCode.STORE_UNAVAILABLE, "The event store does not answer; try again");
        problem.getHeaders().set(HttpHeaders.RETRY_AFTER, "1");
        return problem;
    }

    /** The read models didn't get as far as the caller asked within the time that is waited. */
    public static QueryProblem behind(String detail) {
        QueryProblem problem = new QueryProblem(QueryCode.PROJECTION_BEHIND, detail);
        problem.getHeaders().set(HttpHeaders.RETRY_AFTER, "1");
        return problem;
    }
}
