package io.kubemeter.apiserver.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.apiserver.openapi.OpenApi;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class OpenApiPagesTest {
    private static final OpenApi OPEN_API = OpenApi.of("v0.1.0", List.of("v1", "v1beta1"));
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-11-21T03:24:06Z"));
    private static final String BETA = "/openapi/v3/apis/metrics.k8s.io/v1beta1";
    private static final String HASH =
            Objects.requireNonNull(OPEN_API.part("apis/metrics.k8s.io/v1beta1")).hash();
    private static final String SWAGGER =
            "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
    private static final String PART = "application/com.github.proto-openapi.spec.v3.v1.0+protobuf";

    private final OpenApiPages pages = new OpenApiPages(() -> OPEN_API, Runnable::run, CLOCK);

    @Test
    void theIndexIsJsonWithAnEtag() {
        Answer answer = ask("/openapi/v3", Map.of());
        assertThat(answer.code()).isEqualTo(200);
        assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
        assertThat(header(answer, "Cache-Control")).isEqualTo("no-cache, private");
        assertThat(header(answer, "Etag")).matches("\"[0-9A-F]{128}\"");
        assertThat(header(answer, "Last-Modified")).isEqualTo("Sat, 21 Nov 2026 03:24:06 GMT");
        assertThat(body(answer)).isEqualTo(OPEN_API.index().json());
    }

    @Test
    void aPartWithoutAHashMustBeAskedForAgain() {
        Answer answer = ask(BETA, Map.of());
        assertThat(header(answer, "Cache-Control")).isEqualTo("no-cache, private");
        assertThat(header(answer, "Vary")).isEqualTo("Accept");
        assertThat(header(answer, "Expires")).isEmpty();
        assertThat(header(answer, "Etag")).isEqualTo("\"" + HASH + "\"");
    }

    @Test
    void aPartWithItsHashIsKeptForAYear() {
        Answer answer = ask(BETA + "?hash=" + HASH + "&timeout=32s", Map.of());
        assertThat(answer.code()).isEqualTo(200);
        assertThat(header(answer, "Cache-Control")).isEqualTo("public, immutable");
        assertThat(header(answer, "Expires")).isEqualTo("Sun, 21 Nov 2027 03:24:06 UTC");
    }

    @Test
    void aPartWithAnOldHashIsElsewhere() {
        Answer answer = ask(BETA + "?hash=OLD", Map.of());
        assertThat(answer.code()).isEqualTo(301);
        assertThat(header(answer, "Location")).isEqualTo(BETA + "?hash=" + HASH);
        assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
        assertThat(body(answer)).isEmpty();
    }

    @Test
    void acceptChoosesTheForm() {
        accepts(BETA, "application/json", "application/json");
        accepts(BETA, "application/json, */*", "application/json");
        accepts(BETA, PART, PART);
        accepts(BETA, PART.replace("v3.v1", "v3@v1"), PART);
        accepts("/openapi/v2", "*/*", "application/json");
        accepts("/openapi/v2", SWAGGER, SWAGGER);
        accepts("/openapi/v2", SWAGGER.replace("v2.v1", "v2@v1"), SWAGGER);
        accepts("/openapi/v2", "application/json;q=0.5," + SWAGGER + ";q=0.8", SWAGGER);
    }

    @Test
    void whatNobodyWritesIsNotAcceptable() {
        for (String path : List.of("/openapi/v2", BETA)) {
            Answer answer = ask(path, Map.of("Accept", "application/yaml"));
            assertThat(answer.code()).isEqualTo(406);
            assertThat(body(answer)).isEmpty();
        }
    }

    @Test
    void whoKnowsTheDocumentGetsNone() {
        for (String path : List.of("/openapi/v2", "/openapi/v3", BETA)) {
            String etag = header(ask(path, Map.of()), "Etag");
            for (String known : List.of(etag, "W/" + etag, "\"other\", " + etag, "*")) {
                Answer answer = ask(path, Map.of("If-None-Match", known));
                assertThat(answer.code()).as(path + " " + known).isEqualTo(304);
                assertThat(header(answer, "Etag")).isEqualTo(etag);
                assertThat(header(answer, "Content-Type")).isEmpty();
                assertThat(body(answer)).isEmpty();
            }
            assertThat(ask(path, Map.of("If-None-Match", "\"other\"")).code()).isEqualTo(200);
        }
    }

    @Test
    void swaggerIsCompressedForWhoTakesIt() throws IOException {
        for (String coding : List.of("gzip", "br, gzip;q=0.5", "GZIP;a=b", "gzip;q=0,gzip")) {
            Answer answer = ask("/openapi/v2", Map.of("Accept-Encoding", coding));
            assertThat(header(answer, "Content-Encoding")).as(coding).isEqualTo("gzip");
            assertThat(headers(answer, "Vary")).containsExactly("Accept-Encoding", "Accept");
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body(answer)))) {
                assertThat(in.readAllBytes()).isEqualTo(OPEN_API.swagger().json());
            }
        }
        String etag = header(ask("/openapi/v2", Map.of()), "Etag");
        for (String condition : List.of("If-None-Match", "If-Match")) {
            String tag = condition.equals("If-Match") ? "\"other\"" : etag;
            Answer without = ask("/openapi/v2", Map.of("Accept-Encoding", "gzip", condition, tag));
            assertThat(body(without)).isEmpty();
            assertThat(header(without, "Content-Encoding")).isEmpty();
        }
        for (String coding : List.of("br", "gzip;q=0", "gzip;q=0.0", "gzip,gzip;q=0")) {
            Answer answer = ask("/openapi/v2", Map.of("Accept-Encoding", coding));
            assertThat(header(answer, "Content-Encoding")).as(coding).isEmpty();
        }
    }

    @Test
    void aRangeIsServed() {
        byte[] whole = OPEN_API.index().json();
        range("bytes=0-9", 206, new String(whole, 0, 10, StandardCharsets.UTF_8));
        range("bytes=-3", 206, new String(whole, whole.length - 3, 3, StandardCharsets.UTF_8));
        String rest = new String(whole, 5, whole.length - 5, StandardCharsets.UTF_8);
        range("bytes=5-", 206, rest);
        range("bytes=5-999999999999", 206, rest);
        range("bytes=999999-", 416, "invalid range: failed to overlap\n");
        range("bytes=x-y", 416, "invalid range\n");
        range("bytes=5-2", 416, "invalid range\n");
        range("bytes=--1", 416, "invalid range\n");
        range("lines=0-1", 416, "invalid range\n");
        range("bytes=", 200, new String(whole, StandardCharsets.UTF_8));
        range("bytes=,0 - 1,", 206, new String(whole, 0, 2, StandardCharsets.UTF_8));
        range("bytes=-0", 206, "");
        range("bytes=0-,0-", 200, new String(whole, StandardCharsets.UTF_8));
    }

    @Test
    void severalRangesComeInParts() {
        byte[] whole = OPEN_API.index().json();
        Answer answer = ask("/openapi/v3", Map.of("Range", "bytes=0-1,3-4"));
        String type = header(answer, "Content-Type");
        assertThat(answer.code()).isEqualTo(206);
        assertThat(type).startsWith("multipart/byteranges; boundary=");
        String boundary = type.substring(type.indexOf('=') + 1);
        String head = "\r\nContent-Range: bytes %s/%d\r\nContent-Type: application/json\r\n\r\n";
        assertThat(new String(body(answer), StandardCharsets.UTF_8))
                .isEqualTo(
                        "--"
                                + boundary
                                + String.format(Locale.ROOT, head, "0-1", whole.length)
                                + new String(whole, 0, 2, StandardCharsets.UTF_8)
                                + "\r\n--"
                                + boundary
                                + String.format(Locale.ROOT, head, "3-4", whole.length)
                                + new String(whole, 3, 2, StandardCharsets.UTF_8)
                                + "\r\n--"
                                + boundary
                                + "--\r\n");
    }

    @Test
    void conditionsAreKept() {
        Answer whole = ask("/openapi/v3", Map.of());
        String etag = header(whole, "Etag");
        String age = header(whole, "Last-Modified");
        condition("If-Match", etag, 200);
        condition("If-Match", "*", 200);
        condition("If-Match", "\"other\", " + etag, 200);
        condition("If-Match", "W/" + etag, 412);
        condition("If-Match", "\"other\"", 412);
        condition("If-Match", "other", 412);
        condition("If-None-Match", "\"other\" " + etag, 304);
        condition("If-None-Match", "other, " + etag, 200);
        condition("If-Modified-Since", age, 304);
        condition("If-Modified-Since", "Sat, 21 Nov 2020 23:00:00 GMT", 200);
        condition("If-Modified-Since", "Saturday, 21-Nov-99 23:00:00 GMT", 304);
        condition("If-Modified-Since", "nonsense", 200);
        condition("If-Unmodified-Since", age, 200);
        condition("If-Unmodified-Since", "Sat Nov 21 23:00:00 2020", 412);
        partly(etag, 206);
        partly(age, 206);
        partly("W/" + etag, 200);
        partly("nonsense", 200);
    }

    @Test
    void whatNobodyDescribesIsEmpty() {
        for (String path : List.of("/openapi/v3/apis/apps/v1", "/openapi/v3/")) {
            Answer answer = ask(path, Map.of());
            assertThat(answer.code()).isEqualTo(200);
            assertThat(body(answer)).isEmpty();
            assertThat(headers(answer, "Vary")).isEmpty();
            assertThat(header(answer, "Content-Type")).isEmpty();
        }
        Answer answer = ask("/openapi/v3/nothing", Map.of("Accept", "text/html"));
        assertThat(answer.code()).isEqualTo(406);
        assertThat(headers(answer, "Vary")).containsExactly("Accept");
    }

    @Test
    void theFirstOnesWaitForOneMaking() {
        Queue<Runnable> tasks = new ArrayDeque<>();
        AtomicInteger makings = new AtomicInteger();
        OpenApiPages slow =
                new OpenApiPages(
                        () -> {
                            makings.incrementAndGet();
                            return OPEN_API;
                        },
                        tasks::add,
                        CLOCK);
        CompletionStage<Answer> one = slow.answer(request("/openapi/v3", Map.of()));
        CompletionStage<Answer> two = slow.answer(request("/openapi/v2", Map.of()));
        assertThat(one.toCompletableFuture()).isNotDone();
        tasks.remove().run();
        assertThat(tasks).isEmpty();
        assertThat(one.toCompletableFuture().join().code()).isEqualTo(200);
        assertThat(two.toCompletableFuture().join().code()).isEqualTo(200);
        assertThat(makings).hasValue(1);
    }

    private void accepts(String path, String accept, String type) {
        Answer answer = ask(path, Map.of("Accept", accept));
        assertThat(header(answer, "Content-Type")).as(path + " " + accept).isEqualTo(type);
        assertThat(body(answer)).isNotEmpty();
    }

    private void range(String range, int code, String body) {
        Answer answer = ask("/openapi/v3", Map.of("Range", range));
        assertThat(answer.code()).as(range).isEqualTo(code);
        assertThat(new String(body(answer), StandardCharsets.UTF_8)).as(range).isEqualTo(body);
    }

    private void condition(String header, String value, int code) {
        Answer answer = ask("/openapi/v3", Map.of(header, value));
        assertThat(answer.code()).as(header + ": " + value).isEqualTo(code);
        assertThat(body(answer).length > 0).isEqualTo(code == 200);
    }

    private void partly(String ifRange, int code) {
        Answer answer = ask("/openapi/v3", Map.of("Range", "bytes=0-9", "If-Range", ifRange));
        assertThat(answer.code()).as(ifRange).isEqualTo(code);
    }

    private Answer ask(String target, Map<String, String> headers) {
        ApiRequest request = request(target, headers);
        assertThat(pages.serves(request)).as(target).isTrue();
        return pages.answer(request).toCompletableFuture().join();
    }

    private static ApiRequest request(String target, Map<String, String> headers) {
        String[] parts = target.split("\\?", 2);
        return ApiRequest.parse("GET", parts[0], parts.length > 1 ? parts[1] : null, headers::get);
    }

    private static String header(Answer answer, String name) {
        List<String> values = headers(answer, name);
        return values.isEmpty() ? "" : values.getFirst();
    }

    private static List<String> headers(Answer answer, String name) {
        return answer.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Answer.Header::value)
                .toList();
    }

    private static byte[] body(Answer answer) {
        ByteBuf into = Unpooled.buffer();
        while (answer.body().fill(into)) {
            assertThat(into.isReadable()).isTrue();
        }
        answer.body().close();
        byte[] bytes = new byte[into.readableBytes()];
        into.readBytes(bytes);
        return bytes;
    }
}
