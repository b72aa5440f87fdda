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
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.projection.organisation.Department;
import org.relatum.projection.organisation.Member;
import org.relatum.query.api.Examples;
import org.relatum.query.api.Fresh;
import org.relatum.query.api.ListedFromLog;
import org.relatum.query.api.OfSubject;
import org.relatum.query.api.Paged;
import org.relatum.query.api.PointInTime;
import org.relatum.query.api.ProblemSchema;
import org.relatum.query.personal.Revealed;
import org.relatum.query.request.Headers;
import org.relatum.query.request.Parameters;
import org.relatum.query.subject.SubjectQuestions;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The directory: departments and members of staff as of any date. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Questions about the organisation", description = "Departments and members of staff as of any date")
public class OrganisationController {
    private final SubjectQuestions<String, Department> departments;
    private final SubjectQuestions<String, Member> staff;
    private final FieldCipher cipher;

    public OrganisationController(
            SubjectQuestions<String, Department> departments,
            SubjectQuestions<String, Member> staff,
            FieldCipher cipher) {
        this.departments = departments;
        this.staff = staff;
        this.cipher = cipher;
    }

    @GetMapping("/departments")
    @Operation(
            operationId = "list-departments",
            summary = "The departments",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "A page; it may be short, or empty, and have a next",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = DepartmentListAnswer.class),
                                            examples = @ExampleObject(Examples.DEPARTMENTS))))
    @ListedFromLog
    @PointInTime
    @Paged
    public DepartmentListAnswer departments(HttpServletRequest request) {
        return departments.list(
                Parameters.of(request),
                (state, asOf) -> true,
                (found, state, asOf) -> DepartmentAnswer.of(found, state),
                DepartmentListAnswer::new);
    }

    @GetMapping("/departments/{department}")
    @Operation(
            operationId = "get-department",
            summary = "One department",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The department",
                        content =
                                @Content(
                                        schema = @Schema(implementation = DepartmentAnswer.class),
                                        examples = @ExampleObject(Examples.DEPARTMENT))),
                @ApiResponse(
                        responseCode = "404",
                        description =
                                "department-not-found: no department has this key. not-known-yet: there was none at"
                                        + " asOf, by what was recorded at knownAt",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class),
                                        examples = @ExampleObject(Examples.DEPARTMENT_NOT_FOUND)))
            })
    @OfSubject
    @PointInTime
    @Fresh
    public DepartmentAnswer department(
            @Parameter(description = "The department's key") @PathVariable("department") String department,
            HttpServletRequest request,
            HttpServletResponse response) {
        return departments.one(
                department, request, response, (found, state, asOf) -> DepartmentAnswer.of(found, state));
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
                        schema = @Schema(type = "boolean"))
            },
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "A page; it may be short, or empty, and have a next",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = StaffListAnswer.class),
                                            examples = @ExampleObject(Examples.STAFF))))
    @ListedFromLog
    @PointInTime
    @Paged
    public StaffListAnswer staff(HttpServletRequest request, HttpServletResponse response) {
        Parameters parameters = Parameters.of(request);
        Set<String> keys = parameters.texts("staff");
        Set<String> wanted = parameters.texts("department");
        Boolean left = parameters.flag("left");
        Headers.personal(response);
        return staff.list(
                parameters,
                (state, asOf) -> (keys.isEmpty() || keys.contains(state.staff()))
                        && (wanted.isEmpty() || wanted.contains(state.department()))
                        && (left == null || left == (state.leftAt() != null)),
                (found, state, asOf) -> StaffAnswer.of(found, state, Revealed.to(request, cipher)),
                StaffListAnswer::new);
    }

    @GetMapping("/staff/{staff}")
    @Operation(
            operationId = "get-staff",
            summary = "One member of staff",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The member of staff",
                        content =
                                @Content(
                                        schema = @Schema(implementation = StaffAnswer.class),
                                        examples = @ExampleObject(Examples.MEMBER))),
                @ApiResponse(
                        responseCode = "404",
                        description =
                                "staff-not-found: no member of staff has this key. not-known-yet: the person was not"
                                        + " registered at asOf, by what was recorded at knownAt",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class),
                                        examples = @ExampleObject(Examples.STAFF_NOT_FOUND)))
            })
    @OfSubject
    @PointInTime
    @Fresh
    public StaffAnswer member(
            @Parameter(description = "The member's key") @PathVariable("staff") String member,
            HttpServletRequest request,
            HttpServletResponse response) {
        Headers.personal(response);
        return staff.one(
                member,
                request,
                response,
                (found, state, asOf) -> StaffAnswer.of(found, state, Revealed.to(request, cipher)));
    }
}
