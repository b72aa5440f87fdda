package org.relatum.query.knowledge;

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
import java.util.UUID;
import org.relatum.projection.knowledge.Article;
import org.relatum.query.api.Examples;
import org.relatum.query.api.Fresh;
import org.relatum.query.api.ListedFromLog;
import org.relatum.query.api.OfSubject;
import org.relatum.query.api.Paged;
import org.relatum.query.api.PointInTime;
import org.relatum.query.api.ProblemSchema;
import org.relatum.query.request.Parameters;
import org.relatum.query.subject.SubjectQuestions;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Knowledge articles as of any date. */
@RestController
@RequestMapping(path = "/api/v1/articles", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Questions about knowledge articles", description = "Knowledge articles as of any date")
public class ArticleController {
    private final SubjectQuestions<UUID, Article> articles;

    public ArticleController(SubjectQuestions<UUID, Article> articles) {
        this.articles = articles;
    }

    @GetMapping("/{article}")
    @Operation(
            operationId = "get-article",
            summary = "One knowledge article",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The article",
                        content =
                                @Content(
                                        schema = @Schema(implementation = ArticleAnswer.class),
                                        examples = @ExampleObject(Examples.ARTICLE))),
                @ApiResponse(
                        responseCode = "404",
                        description =
                                "article-not-found: there is no such article. not-known-yet: there was none at asOf, by"
                                        + " what was recorded at knownAt",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class),
                                        examples = @ExampleObject(Examples.ARTICLE_NOT_FOUND)))
            })
    @OfSubject
    @PointInTime
    @Fresh
    public ArticleAnswer article(
            @Parameter(description = "The article's id", schema = @Schema(type = "string", format = "uuid"))
                    @PathVariable("article")
                    String article,
            HttpServletRequest request,
            HttpServletResponse response) {
        return articles.one(article, request, response, (found, state, asOf) -> ArticleAnswer.of(found, state));
    }

    @GetMapping
    @Operation(
            operationId = "list-articles",
            summary = "The knowledge articles",
            parameters = {
                @Parameter(
                        name = "language",
                        in = ParameterIn.QUERY,
                        description = "Any of these languages; repeated",
                        array = @ArraySchema(schema = @Schema(type = "string"))),
                @Parameter(
                        name = "withdrawn",
                        in = ParameterIn.QUERY,
                        description = "Only articles that are no longer offered at asOf, or only those that are",
                        schema = @Schema(type = "boolean"))
            },
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "A page of articles; it may be short, or empty, and have a next",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = ArticleListAnswer.class),
                                            examples = @ExampleObject(Examples.ARTICLES))))
    @ListedFromLog
    @PointInTime
    @Paged
    public ArticleListAnswer articles(HttpServletRequest request) {
        Parameters parameters = Parameters.of(request);
        Set<String> languages = parameters.texts("language");
        Boolean withdrawn = parameters.flag("withdrawn");
        return articles.list(
                parameters,
                (state, asOf) -> (languages.isEmpty() || languages.contains(state.language()))
                        && (withdrawn == null || withdrawn == (state.withdrawnAt() != null)),
                (found, state, asOf) -> ArticleAnswer.of(found, state),
                ArticleListAnswer::new);
    }
}
