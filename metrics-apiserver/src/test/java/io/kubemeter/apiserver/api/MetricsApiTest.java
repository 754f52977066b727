package io.kubemeter.apiserver.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the API answers in the world of the captures. */
class MetricsApiTest {
    private final MetricsApi api = CapturedWorld.api(CapturedWorld.sources(), List.of());

    @Test
    void objectsAreWrittenAsCaptured() {
        same("101-pods-get-default");
        same("105-pods-get-yaml");
        same("107-pods-get-protobuf");
        same("110-pods-get-table");
        same("114-pods-get-partial-one");
        same("130-pods-field-name");
        same("131-pods-field-name-not", "mesh");
        same("136-pods-label-none");
        same("072-nodes-field-name-not");
        same("091-nodes-browser");
    }

    @Test
    void refusalsAreWrittenAsCaptured() {
        same("011-unknown-version");
        same("012-unknown-resource");
        same("054-nodes-list-partial-one");
        same("057-nodes-get-html");
        same("056-nodes-list-html");
        same("062-nodes-limit-bad");
        same("069-nodes-watch");
        same("074-nodes-field-bad");
        same("075-nodes-field-syntax");
        same("076-nodes-label-bad");
        same("094-nodes-get-missing");
        same("155-pods-get-missing-protobuf");
        same("169-label-unicode");
        same("170-label-longkey");
        same("204-encoded-slash");
        same("205-dots");
        same("206-bad-name");
        same("207-null-byte");
    }

    private void same(String name) {
        same(name, "\u0000");
    }

    /** Where {@code unordered} stands in the body, containers are in another order there. */
    private void same(String name, String unordered) {
        CapturedExchange exchange = CapturedExchange.named(name);
        String[] target = exchange.target().split("\\?", 2);
        Answer answer =
                api.answer(
                        ApiRequest.parse(
                                exchange.method(),
                                target[0],
                                target.length == 1 ? null : target[1],
                                exchange::header));
        assertThat(answer.code()).as(name).isEqualTo(exchange.status());
        assertThat(header(answer, "Content-Type"))
                .as(name)
                .isEqualTo(exchange.answerHeaders().get("Content-Type"));
        String body = body(answer);
        String captured = exchange.body();
        if (captured.contains(unordered)) {
            assertThat(body.chars().sorted().toArray())
                    .as(name)
                    .isEqualTo(captured.chars().sorted().toArray());
        } else {
            assertThat(body).as(name).isEqualTo(captured);
        }
    }

    private static String header(Answer answer, String name) {
        return answer.headers().stream()
                .filter(h -> h.name().equals(name))
                .map(Answer.Header::value)
                .findFirst()
                .orElseThrow();
    }

    static String body(Answer answer) {
        ByteBuf into = Unpooled.buffer();
        boolean more;
        do {
            more = answer.body().fill(into);
        } while (more);
        answer.body().close();
        return into.toString(StandardCharsets.ISO_8859_1);
    }
}
