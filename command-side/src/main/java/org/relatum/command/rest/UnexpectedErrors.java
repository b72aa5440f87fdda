package org.relatum.command.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;
import tools.jackson.databind.json.JsonMapper;

/** What nobody else has an answer to. Asked last, so that every part of the service can have its own answers. */
@ControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
final class UnexpectedErrors {
    private static final Logger LOG = LoggerFactory.getLogger(UnexpectedErrors.class);

    private final JsonMapper json;

    UnexpectedErrors(JsonMapper json) {
        this.json = json;
    }

    @ExceptionHandler
    void failed(Exception e, HttpServletRequest request, HttpServletResponse response) throws Exception {
        if (e instanceof ErrorResponse) {
            throw e;
        }
        if (DisconnectedClientHelper.isClientDisconnectedException(e)) {
            LOG.debug("a client went away", e);
            return;
        }
        LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
        if (!response.isCommitted()) {
            response.reset();
            Problem.respond(response, ApiErrors.internalError(), json);
        }
    }
}
