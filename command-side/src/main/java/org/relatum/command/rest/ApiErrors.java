package org.relatum.command.rest;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.databind.json.JsonMapper;

/** Requests that reach no endpoint, of whatever part of the service, as problems with a code. */
@ControllerAdvice
@Order(ApiErrors.BEFORE_SPRING)
final class ApiErrors {
    /** Spring Boot's own advice has the order 0 and knows no codes. */
    static final int BEFORE_SPRING = -10;

    private final JsonMapper json;

    ApiErrors(JsonMapper json) {
        this.json = json;
    }

    @ExceptionHandler({NoResourceFoundException.class, NoHandlerFoundException.class})
    void notFound(HttpServletResponse response) throws IOException {
        Problem.respond(response, Refusal.of(RefusalCode.NOT_FOUND, "No endpoint has this address"), json);
    }

    @ExceptionHandler
    void methodNotAllowed(HttpRequestMethodNotSupportedException e, HttpServletResponse response) throws IOException {
        Set<HttpMethod> supported = e.getSupportedHttpMethods();
        List<String> allowed = supported == null
                ? List.of()
                : supported.stream().map(HttpMethod::name).sorted().toList();
        response.setHeader("Allow", String.join(", ", allowed));
        Problem.respond(
                response,
                Refusal.of(RefusalCode.METHOD_NOT_ALLOWED, "Allowed here: " + String.join(", ", allowed)),
                json);
    }

    @ExceptionHandler
    void unsupportedMediaType(HttpMediaTypeNotSupportedException e, HttpServletResponse response) throws IOException {
        Problem.respond(
                response,
                Refusal.of(RefusalCode.UNSUPPORTED_MEDIA_TYPE, "Send one of " + e.getSupportedMediaTypes()),
                json);
    }

    @ExceptionHandler
    void badParameters(InvalidParameterException e, HttpServletResponse response) throws IOException {
        Problem.respond(
                response,
                Refusal.of(RefusalCode.INVALID_REQUEST, "The address has parameters that can't be decoded"),
                json);
    }

    @ExceptionHandler
    void multipart(MultipartException e, HttpServletResponse response) throws IOException {
        Problem.respond(
                response, Refusal.of(RefusalCode.UNSUPPORTED_MEDIA_TYPE, "The multipart body can't be read"), json);
    }

    @ExceptionHandler
    void notAcceptable(HttpMediaTypeNotAcceptableException e, HttpServletResponse response) throws IOException {
        Problem.respond(
                response, Refusal.of(RefusalCode.NOT_ACCEPTABLE, "Accept one of " + e.getSupportedMediaTypes()), json);
    }

    static Refusal internalError() {
        return Refusal.of(RefusalCode.INTERNAL_ERROR, "The service failed and has logged why");
    }
}
