package io.kubemeter.apiserver.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubemeter.apiserver.api.Negotiation.Endpoint;
import io.kubemeter.apiserver.cluster.Labels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whatever a caller writes into selectors, headers and paths is understood or refused in the form
 * of the API, and never a bug.
 *
 * <p>The recorded inputs are replayed in every build. To fuzz: {@code JAZZER_FUZZ=1 mvn test -pl
 * metrics-apiserver -am -Dtest=RequestFuzz#anyTargetIsAnswered
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class RequestFuzz {
    private static final Labels WEB = Labels.of(Map.of("app", "web", "size", "12", "empty", ""));
    private static final Set<Integer> CODES = Set.of(200, 304, 400, 404, 405, 406, 422);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MetricsApi API = CapturedWorld.api(CapturedWorld.sources(), List.of());

    @FuzzTest(maxDuration = "5m")
    void labelSelectorIsReadOrRefused(byte[] input) {
        String text = decoded(input);
        try {
            LabelSelector selector = LabelSelector.parse(text);
            assertThat(selector.matches(WEB)).isEqualTo(selector.matches(WEB));
            // A second requirement that always holds changes nothing.
            if (!selector.requirements().isEmpty()) {
                LabelSelector longer = LabelSelector.parse("app=web," + cutAtNull(text));
                assertThat(longer.matches(WEB)).isEqualTo(selector.matches(WEB));
            }
        } catch (RefusedException e) {
            refused(e);
        }
    }

    @FuzzTest(maxDuration = "5m")
    void fieldSelectorIsReadOrRefused(byte[] input) {
        try {
            FieldSelector selector = FieldSelector.parse(decoded(input));
            selector.requireFields(MetricsKind.PODS.fields());
            String name = selector.only(FieldSelector.NAME);
            if (selector.matches("shop", "a", "node1") && name != null) {
                assertThat(name).isEqualTo("a");
            }
        } catch (RefusedException e) {
            refused(e);
        }
    }

    @FuzzTest(maxDuration = "5m")
    void acceptIsAgreedOnOrRefused(byte[] input) throws IOException {
        Map<String, String> headers = Map.of("Accept", latin1(input));
        for (Endpoint endpoint : Endpoint.values()) {
            ApiRequest request = request("/apis/metrics.k8s.io/v1/nodes", headers);
            Negotiation agreed = Negotiation.of(request, endpoint);
            // Who accepts nothing in particular gets JSON, whatever the endpoint is for.
            if (agreed != null && input.length > 0) {
                assertThat(endpoint.allows(agreed.format(), agreed.transform())).isTrue();
            }
        }
        answered("/apis", headers);
        answered("/apis/metrics.k8s.io/v1/nodes", headers);
        answered("/apis/metrics.k8s.io/v1/namespaces/shop/pods/idle", headers);
    }

    @FuzzTest(maxDuration = "5m")
    void anyTargetIsAnswered(byte[] input) throws IOException {
        answered(latin1(input), Map.of());
        answered("/apis/metrics.k8s.io/v1/pods?" + latin1(input), Map.of());
    }

    @FuzzTest(maxDuration = "5m")
    void anyHeadersAreAnswered(byte[] input) throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : latin1(input).split("\n", 100)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.putIfAbsent(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        answered("/apis", headers);
        answered("/apis/metrics.k8s.io/v1beta1/pods", headers);
        answered("/apis/metrics.k8s.io/v1beta1/nodes/nope", headers);
    }

    private static void answered(String target, Map<String, String> headers) throws IOException {
        ApiRequest request = request(target, headers);
        Answer refusal = Answers.refusal(request);
        Answer answer = refusal == null ? API.answer(request) : refusal;
        String body = MetricsApiTest.body(answer);
        if (refusal == null) {
            assertThat(CODES).as(target).contains(answer.code());
        }
        assertThat(body).doesNotContain("Exception", "\tat ");
        String type =
                answer.headers().stream()
                        .filter(header -> header.name().equals("Content-Type"))
                        .map(Answer.Header::value)
                        .findFirst()
                        .orElse("");
        assertThat(type).doesNotContain("html");
        if (type.startsWith("application/json")) {
            JSON.readTree(body.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private static ApiRequest request(String target, Map<String, String> headers) {
        String[] parts = target.split("\\?", 2);
        return ApiRequest.parse("GET", parts[0], parts.length == 1 ? null : parts[1], headers::get);
    }

    private static void refused(RefusedException e) {
        assertThat(e.status().code()).isEqualTo(400);
        assertThat(e).hasMessageNotContaining("Exception");
    }

    /** A null character ends a selector. */
    private static String cutAtNull(String text) {
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    /** As selectors come out of a query: bytes that are no UTF-8 kept apart. */
    private static String decoded(byte[] input) {
        StringBuilder encoded = new StringBuilder();
        for (byte one : input) {
            encoded.append('%');
            encoded.append(Character.forDigit(one >> 4 & 15, 16));
            encoded.append(Character.forDigit(one & 15, 16));
        }
        String text = PercentCode.decode(encoded.toString(), true);
        return text == null ? "" : text;
    }

    private static String latin1(byte[] input) {
        return new String(input, StandardCharsets.ISO_8859_1);
    }
}
