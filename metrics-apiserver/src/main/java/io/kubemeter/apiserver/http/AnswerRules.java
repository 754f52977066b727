package io.kubemeter.apiserver.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * What all answers of a listener have in common.
 *
 * @param headers header lines that each has
 * @param goawayChance how likely an answer on HTTP/2 is the last of its connection, 0 to 1, so that
 *     long connections move to other replicas in time
 * @param random numbers from 0 to 1; any thread asks
 */
public record AnswerRules(
        List<Response.Header> headers, double goawayChance, DoubleSupplier random) {
    /** Answers go out as they are. */
    public static final AnswerRules NONE = new AnswerRules(List.of(), 0, () -> 1);

    public AnswerRules {
        headers = List.copyOf(headers);
    }

    Response applied(Response response, boolean http2) {
        Response ruled = response;
        if (!headers.isEmpty()) {
            List<Response.Header> all = new ArrayList<>(response.headers());
            all.addAll(headers);
            ruled = new Response(response.status(), all, response.body(), response.closes());
        }
        boolean last = http2 && goawayChance > 0 && random.getAsDouble() < goawayChance;
        return last ? ruled.closing() : ruled;
    }
}
