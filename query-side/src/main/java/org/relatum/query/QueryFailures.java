package org.relatum.query;

import org.relatum.events.wire.UnreadableEventException;
import org.relatum.query.request.QueryCode;
import org.relatum.query.request.QueryProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Answers for questions that fail through no fault of the caller. Refusals carry their own answers ({@link QueryProblem}) and are
 * written by Spring.
 */
@RestControllerAdvice(basePackages = "org.relatum.query")
@Order(Ordered.LOWEST_PRECEDENCE)
public class QueryFailures {
    private static final Logger log = LoggerFactory.getLogger(QueryFailures.class);

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

    @ExceptionHandler
    ResponseEntity<ProblemDetail> failed(RuntimeException e) {
        log.error("a question failed", e);
        return answer(QueryProblem.of(QueryCode.INTERNAL_ERROR, "The question failed; the service's log says why"));
    }

    private static ResponseEntity<ProblemDetail> answer(QueryProblem problem) {
        return ResponseEntity.status(problem.getStatusCode())
                .headers(headers -> headers.putAll(new HttpHeaders(problem.getHeaders())))
                .body(problem.getBody());
    }
}
