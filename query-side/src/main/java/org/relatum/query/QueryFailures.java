package org.relatum.query;

import java.sql.SQLException;
import org.relatum.events.wire.UnreadableEventException;
import org.relatum.query.request.QueryCode;
import org.relatum.query.request.QueryProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Answers for questions that fail through no fault of the caller. Refusals carry their own answers ({@link
 * QueryProblem}) and are written by Spring; whatever else goes wrong has the same answer everywhere in the service.
 */
@RestControllerAdvice(basePackages = "org.relatum.query")
@Order(0)
public class QueryFailures {
    private static final Logger log = LoggerFactory.getLogger(QueryFailures.class);
    private static final String UNDEFINED_TABLE = "42P01";

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unreadable(UnreadableEventException e) {
        log.error("an event can't be read", e);
        return answer(QueryProblem.of(
                QueryCode.UNREADABLE_EVENT, "An event of this history can't be read: " + e.getMessage()));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unavailable(DataAccessException e) {
        log.error("the store does not answer", e);
        return answer(QueryProblem.unavailable());
    }

    /** A new version of a read model has no table before it is built. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> notBuilt(BadSqlGrammarException e) {
        if (!(e.getCause() instanceof SQLException cause) || !UNDEFINED_TABLE.equals(cause.getSQLState())) {
            return unavailable(e);
        }
        return answer(QueryProblem.of(
                QueryCode.READ_MODEL_BEING_BUILT,
                "A new version of this read model is being built from the log; GET /api/v1/rebuilds says how"
                        + " far it is"));
    }

    private static ResponseEntity<ProblemDetail> answer(QueryProblem problem) {
        return ResponseEntity.status(problem.getStatusCode())
                .headers(headers -> headers.putAll(new HttpHeaders(problem.getHeaders())))
                .body(problem.getBody());
    }
}
