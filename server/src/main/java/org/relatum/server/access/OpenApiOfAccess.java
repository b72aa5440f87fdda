package org.relatum.server.access;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.List;
import java.util.Map;
import org.relatum.events.access.Role;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import tools.jackson.databind.json.JsonMapper;

/** Says of every operation which roles may use it, out of the {@link AccessTable}, and how the doors refuse. Asked last. */
@Order(Ordered.LOWEST_PRECEDENCE)
final class OpenApiOfAccess implements OpenApiCustomizer {
    private static final String SCHEME = "key";
    private static final String PROBLEM = "application/problem+json";

    @Override
    public void customise(OpenAPI api) {
        if (api.getComponents() == null) {
            api.setComponents(new Components());
        }
        api.getComponents()
                .addSecuritySchemes(
                        SCHEME,
                        new SecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description("An API key, or a token of the identity provider where one is configured."
                                        + " The names that an operation requires are roles: any one of them will do."));
        api.getPaths()
                .forEach((path, item) -> item.readOperationsMap()
                        .forEach((method, operation) -> AccessTable.of(method.name(), path)
                                .filter(rule -> !rule.isOpen())
                                .ifPresent(rule -> describe(operation, rule))));
    }

    private static void describe(Operation operation, AccessTable.Rule rule) {
        // Each by itself: of requirements in a list one suffices, of names within one all are needed.
        operation.setSecurity(rule.roles().stream()
                .map(Role::label)
                .map(role -> new SecurityRequirement().addList(SCHEME, role))
                .toList());
        refusal(operation, AccessCode.INVALID_REQUEST, "The address can't be read");
        refusal(operation, AccessCode.UNAUTHENTICATED, "Send Authorization: Bearer with a key of this service");
        refusal(operation, AccessCode.FORBIDDEN, "It takes one of the roles " + String.join(", ", labels(rule)));
        refusal(operation, AccessCode.TOO_MANY_REQUESTS, "The key may be used 50 times a second")
                .addHeaderObject(
                        "Retry-After",
                        new Header()
                                .description("Seconds")
                                .schema(new StringSchema())
                                .example("1"));
    }

    private static List<String> labels(AccessTable.Rule rule) {
        return rule.roles().stream().map(Role::label).toList();
    }

    private static ApiResponse refusal(Operation operation, AccessCode code, String detail) {
        ApiResponse response = operation
                .getResponses()
                .computeIfAbsent(
                        Integer.toString(code.status()),
                        status -> new ApiResponse()
                                .description("`" + code.code() + "`: " + code.title())
                                .content(new Content().addMediaType(PROBLEM, new MediaType())));
        MediaType problem = response.getContent().computeIfAbsent(PROBLEM, type -> new MediaType());
        problem.addExamples(
                code.code(),
                new Example().value(JsonMapper.shared().convertValue(AccessProblem.json(code, detail), Map.class)));
        return response;
    }
}
