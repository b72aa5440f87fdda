package org.relatum.command.rest;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import tools.jackson.databind.json.JsonMapper;

/** What the servlet container refuses by itself, such as an address it can't decode, as a problem with a code. */
@Controller
final class ContainerErrors implements ErrorController {
    private final JsonMapper json;

    ContainerErrors(JsonMapper json) {
        this.json = json;
    }

    @RequestMapping("${server.error.path:${error.path:/error}}")
    void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        Problem.respond(response, refusal(status instanceof Integer code ? code : 404), json);
    }

    static Refusal refusal(int status) {
        RefusalCode code = Arrays.stream(RefusalCode.values())
                .filter(c -> c.status() == status)
                .findFirst()
                .orElse(status < 500 ? RefusalCode.INVALID_REQUEST : RefusalCode.INTERNAL_ERROR);
        return switch (code) {
            case INTERNAL_ERROR -> ApiErrors.internalError();
            case NOT_FOUND -> Refusal.of(code, "No endpoint has this address");
            default -> Refusal.of(code, "The request can't be read");
        };
    }
}
