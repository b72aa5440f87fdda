package org.relatum.command.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;
import org.relatum.command.decision.Ahp;
import org.relatum.command.decision.Candidates;
import org.relatum.command.decision.EntropyWeights;
import org.relatum.command.decision.Observations;
import org.relatum.command.decision.PairwiseComparison;
import org.relatum.command.decision.Topsis;
import org.relatum.command.language.InvalidField;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusedException;
import org.relatum.command.shell.CommandService;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.core.JsonGenerator;

/** Decision maths: weights and rankings from what the body states. Nothing is recorded. */
final class DecisionEndpoints {
    static final String AHP = Api.ROOT + "/kpi-weights/ahp";
    static final String ENTROPY = Api.ROOT + "/kpi-weights/entropy";
    static final String TOPSIS = Api.ROOT + "/rankings/topsis";

    private final CommandService service;
    private final CommandReader reader;
    private final int maxBody;

    DecisionEndpoints(CommandService service, CommandReader reader, Api api) {
        this.service = service;
        this.reader = reader;
        this.maxBody = Math.toIntExact(api.maxBody().toBytes());
    }

    void register(RequestMappingHandlerMapping mapping) throws NoSuchMethodException {
        register(mapping, AHP, "ahp");
        register(mapping, ENTROPY, "entropy");
        register(mapping, TOPSIS, "topsis");
    }

    private void register(RequestMappingHandlerMapping mapping, String path, String handler)
            throws NoSuchMethodException {
        mapping.registerMapping(
                RequestMappingInfo.paths(path)
                        .methods(RequestMethod.POST)
                        .options(mapping.getBuilderConfiguration())
                        .build(),
                this,
                DecisionEndpoints.class.getDeclaredMethod(
                        handler, HttpServletRequest.class, HttpServletResponse.class));
    }

    /** Weights from pairwise comparisons. */
    public void ahp(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(PairwiseComparison.class, request, response, (comparison, out) -> {
            Ahp.Result result = Ahp.weights(comparison);
            writeWeights(out, comparison.criteria(), result.weights());
            out.writeNumberProperty("lambdaMax", result.lambdaMax());
            out.writeNumberProperty("consistencyIndex", result.consistencyIndex());
            out.writeNumberProperty("consistencyRatio", result.consistencyRatio());
        });
    }

    /** Weights from how much alternatives differ. */
    public void entropy(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(Observations.class, request, response, (observations, out) -> {
            EntropyWeights.Result result = EntropyWeights.weights(observations);
            writeWeights(out, observations.criteria(), result.weights());
            out.writeArrayPropertyStart("entropy");
            result.entropy().forEach(out::writeNumber);
            out.writeEndArray();
        });
    }

    /** Alternatives by their closeness to an ideal one. */
    public void topsis(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(Candidates.class, request, response, (candidates, out) -> {
            List<Topsis.Ranked> ranking = Topsis.rank(candidates);
            out.writeArrayPropertyStart("ranking");
            for (Topsis.Ranked ranked : ranking) {
                out.writeStartObject();
                out.writeStringProperty("alternative", ranked.alternative());
                out.writeNumberProperty("closeness", ranked.closeness());
                out.writeNumberProperty("rank", ranked.rank());
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }

    private static void writeWeights(JsonGenerator out, List<String> criteria, List<Double> weights) {
        out.writeArrayPropertyStart("weights");
        for (int i = 0; i < weights.size(); i++) {
            out.writeStartObject();
            out.writeStringProperty("criterion", criteria.get(i));
            out.writeNumberProperty("weight", weights.get(i));
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private <Q> void answer(
            Class<Q> type,
            HttpServletRequest request,
            HttpServletResponse response,
            BiConsumer<Q, JsonGenerator> answer)
            throws IOException {
        try {
            byte[] body = CommandEndpoints.body(request, maxBody);
            RequestHead.requireJson(request);
            Q asked = reader.read(type, reader.object(body, 0, body.length));
            List<InvalidField> errors = service.check(asked);
            if (!errors.isEmpty()) {
                throw Refusal.invalid(errors).asException();
            }
            ByteArrayOutputStream answered = new ByteArrayOutputStream(500);
            try (JsonGenerator out = reader.mapper().createGenerator(answered)) {
                out.writeStartObject();
                answer.accept(asked, out);
                out.writeEndObject();
            }
            response.setContentType("application/json");
            response.setContentLength(answered.size());
            answered.writeTo(response.getOutputStream());
        } catch (RefusedException e) {
            Problem.respond(response, e.refusal(), reader.mapper());
        }
    }
}
