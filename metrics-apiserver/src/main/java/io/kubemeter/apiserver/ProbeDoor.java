package io.kubemeter.apiserver;

import io.kubemeter.apiserver.api.Answer;
import io.kubemeter.apiserver.api.Answers;
import io.kubemeter.apiserver.api.ApiRequest;
import io.kubemeter.apiserver.http.HttpExchange;
import io.kubemeter.apiserver.http.HttpHandler;

/**
 * The port of probes: answers everybody, and nothing but probes, whose texts are fit for anybody.
 * Nobody is asked who the caller is, so no caller can make us ask.
 */
final class ProbeDoor implements HttpHandler {
    private final OwnPages probes;
    private final RequestMeter meter;

    ProbeDoor(OwnPages probes, RequestMeter meter) {
        this.probes = probes;
        this.meter = meter;
    }

    @Override
    public void handle(HttpExchange received) {
        ApiRequest request = Requests.of(received);
        HttpExchange exchange = meter.meter(received, request);
        Answer refusal = Answers.refusal(request);
        if (refusal != null) {
            exchange.respond(Responses.of(refusal));
            return;
        }
        probes.answerPath(request).thenAccept(answer -> exchange.respond(Responses.of(answer)));
    }
}
