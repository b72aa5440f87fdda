package org.relatum.query.organisation;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.projection.organisation.Department;
import org.relatum.projection.organisation.Member;
import org.relatum.query.api.Examples;
import org.relatum.query.api.Paged;
import org.relatum.query.api.PointInTime;
import org.relatum.query.api.ProblemSchema;
import org.relatum.query.request.Parameters;
import org.relatum.query.subject.SubjectQuestions;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The directory: departments and members of staff as of any date. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Questions about the organisation", description = "Departments and members of staff as of any date")
public class OrganisationController {
    private final SubjectQuestions<Department> departments;
    private final SubjectQuestions<Member> staff;
    private final FieldCipher cipher;

    public OrganisationController(
            SubjectQuestions<Department> departments, SubjectQuestions<Member> staff, FieldCipher cipher) {
        this.departments = departments;
        this.staff = staff;
        this.cipher = cipher;
    }

    @GetMapping("/departments")
    @Operation(
            operationId = "list-departments",
            summary = "The departments",
            parameters = {
                @Parameter(
                        name = "minPosition",
                        in = ParameterIn.QUERY,
                        description = "Wait until the list contains this position of the log, as a command answered it;"
                                + " 5 seconds at most",
                        schema = @Schema(type = "integer", format = "int64", minimum = "0"),
                        example = "18231")
            },
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "A page; it may be short, or empty, and have a next",
                        content =
                                @Content(
                                        schema = @Schema(implementation = DepartmentListAnswer.class),
                                        examples = @ExampleObject(Examples.DEPARTMENTS))),
                @ApiResponse(
                        responseCode = "400",
                        description = "invalid-request: parameters that can't be understood or are unknown",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class),
                                        examples = @ExampleObject(Examples.INVALID))),
                @ApiResponse(
                        responseCode = "503",
                        description = "projection-behind: the position was not there within 5 seconds",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class),
                                        examples = @ExampleObject(Examples.BEHIND)))
            })
    @PointInTime
    @Paged
    public DepartmentListAnswer departments(HttpServletRequest request) {
        return DepartmentListAnswer.of(departments.list(
                Parameters.of(request),
                (state, asOf) -> true,
                (found, state, asOf) -> DepartmentListAnswer.Item.of(found, state)));
    }

    @GetMapping("/staff")
    @Operation(
            operationId = "list-staff",
            summary = "The members of staff",
            parameters = {
                @Parameter(
                        name = "staff",
                        in = ParameterIn.QUERY,
                        description = "Any of these keys; repeated",
                        array = @ArraySchema(schema = @Schema(type = "string"))),
                @Parameter(
                        name = "department",
                        in = ParameterIn.QUERY,
                        description = "Any of these departments; repeated",
                        array = @ArraySchema(schema = @Schema(type = "string"))),
                @Parameter(
                        name = "left",
                        in = ParameterIn.QUERY,
                        description = "Only those who had left at asOf, or only those who had not",
                        schema = @Schema(type = "boolean")),
                @Parameter(
                        name = "minPosition",
                        in = ParameterIn.QUERY,
                        description = "Wait until the list contains this position of the log, as a command answered it;"
                                + " 5 seconds at most",
                        schema = @Schema(type = "integer", format = "int64", minimum = "0"),
                        example = "18231")
            },
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "A page; it may be short, or empty, and have a next",
                        content =
                                @Content(
                                        schema = @Schema(implementation = StaffListAnswer.class),
                                        examples = @ExampleObject(Examples.STAFF))),
                @ApiResponse(
                        responseCode = "400",
                        description = "invalid-request: parameters that can't be understood or are unknown",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class),
                                        examples = @ExampleObject(Examples.INVALID))),
                @ApiResponse(
                        responseCode = "503",
                        description = "projection-behind: the position was not there within 5 seconds",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class),
                                        examples = @ExampleObject(Examples.BEHIND)))
            })
    @PointInTime
    @Paged
    public StaffListAnswer staff(HttpServletRequest request) {
        Parameters parameters = Parameters.of(request);
        Set<String> keys = parameters.texts("staff");
        Set<String> wanted = parameters.texts("department");
        Boolean left = parameters.flag("left");
        return StaffListAnswer.of(staff.list(
                parameters,
                (state, asOf) -> (keys.isEmpty() || keys.contains(state.staff()))
                        && (wanted.isEmpty() || wanted.contains(state.department()))
                        && (left == null || left == (state.leftAt() != null)),
                (found, state, asOf) -> StaffListAnswer.Item.of(found, state, cipher)));
    }
}
