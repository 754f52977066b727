package io.kubemeter.apiserver.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.kubemeter.apiserver.cluster.ClusterView;
import io.kubemeter.apiserver.cluster.Labels;
import io.kubemeter.apiserver.cluster.PodRecord;
import io.kubemeter.apiserver.json.JsonWriter;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.PodKey;
import io.kubemeter.model.Reason;
import io.kubemeter.store.NodeSamples;
import io.kubemeter.store.SampleStore;
import io.kubemeter.store.StoreRules;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
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

    @Test
    void bothVersionsSayTheSame() {
        for (String path :
                List.of("/nodes", "/pods", "/namespaces/shop/pods/idle", "/nodes/node1")) {
            String v1 = body(get("/apis/metrics.k8s.io/v1" + path));
            assertThat(v1).contains("\"apiVersion\":\"metrics.k8s.io/v1\"");
            assertThat(body(get("/apis/metrics.k8s.io/v1beta1" + path)))
                    .isEqualTo(v1.replace("metrics.k8s.io/v1\"", "metrics.k8s.io/v1beta1\""));
        }
    }

    @Test
    void optionsThatDoNotGoTogetherAreInvalid() {
        message(
                "/pods?resourceVersionMatch=Exact",
                422,
                "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden:"
                        + " resourceVersionMatch is forbidden unless resourceVersion is provided");
        message(
                "/pods?sendInitialEvents=true&resourceVersionMatch=x&resourceVersion=1",
                422,
                "ListOptions.meta.k8s.io \"\" is invalid: [resourceVersionMatch: Unsupported value:"
                        + " \"x\": supported values: \"Exact\", \"NotOlderThan\", \"\","
                        + " sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list]");
        message("/pods?limit=99999999999999999999", 400, "value out of range");
        message("/pods?timeoutSeconds=", 400, "strconv.ParseInt: parsing \"\": invalid syntax");
        message("/nodes/node1?export=1", 400, "the export parameter, deprecated since v1.14");
        message(
                "/pods?resourceVersion=1&resourceVersionMatch=%3Cx%3E%00",
                422, "Unsupported value: \"\\u003cx\\u003e\\u0000\": supported values");
        assertThat(get(V1 + "/nodes/node1?export=false").code()).isEqualTo(200);
        assertThat(get(V1 + "/pods?limit=%2B5&continue=x&foo=%zz").code()).isEqualTo(200);
    }

    @Test
    void watchThatNamesNoVersionBeginsWithWhatThereIs() {
        String unwanted =
                "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden:"
                        + " resourceVersionMatch is forbidden when continue is provided";
        String unsupported = "watch is not supported on resources of kind \"pods.metrics.k8s.io\"";
        message("/pods?watch=1&continue=x", 422, unwanted);
        message("/pods?watch=1&continue=x&resourceVersion=0", 422, unwanted);
        message("/pods?watch=1&continue=x&resourceVersion=5", 405, unsupported);
        message("/pods?watch=1", 405, unsupported);
        message(
                "/pods?watch=1&continue=x&sendInitialEvents=true",
                422,
                "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden:"
                        + " sendInitialEvents requires setting resourceVersionMatch to"
                        + " NotOlderThan");
    }

    @Test
    void listOfGroupsHasNoVersionInProtobuf() {
        assertThat(body(get("/apis", "application/vnd.kubernetes.protobuf")))
                .startsWith("k8s\0\n\u0010\n\0\u0012\fAPIGroupList");
    }

    @Test
    void bytesThatAreNoTextComeBackInProtobuf() {
        byte[] answer =
                body(get(V1 + "/nodes/%FF", "application/vnd.kubernetes.protobuf"))
                        .getBytes(StandardCharsets.ISO_8859_1);
        assertThat(answer).containsSequence((byte) 10, (byte) 1, (byte) 0xff);
    }

    @Test
    void statusIsATextOrAnObjectThatIsAskedForByName() {
        String named = ";as=Statusz;v=v1beta1;g=config.k8s.io";
        status(null, 200, "text/plain; charset=utf-8", "\nkubemeter statusz\n");
        status("text/*;q=0.1", 200, "text/plain; charset=utf-8", "\nkubemeter statusz\n");
        status(
                "*/*" + named,
                200,
                "application/json;g=config.k8s.io;v=v1beta1;as=Statusz",
                "{\"kind\":\"Statusz\",\"apiVersion\":\"config.k8s.io/v1beta1\",");
        status(
                "application/yaml" + named,
                200,
                "application/yaml;g=config.k8s.io;v=v1beta1;as=Statusz",
                "apiVersion: config.k8s.io/v1beta1\n");
        status("application/json", 406, "application/json", "{\"kind\":\"Status\",");
        status("text/plain" + named, 406, "application/json", "{\n  \"kind\": \"Status\",");
        status(
                "application/vnd.kubernetes.protobuf",
                406,
                "application/json",
                "{\n  \"kind\": \"Status\",");
        assertThat(
                        get("/statusz", "*/*;as=Statusz;v=v1alpha1;g=config.k8s.io")
                                .headers()
                                .stream()
                                .map(Answer.Header::name))
                .contains("Warning");
    }

    @Test
    void timeoutThatIsNoneIsRefusedBeforeAnythingElse() {
        refused("/pods?timeout=abc", "time: invalid duration \"abc\"");
        refused("/pods?timeout=5", "time: missing unit in duration \"5\"");
        refused("/pods?timeout=5x", "time: unknown unit \"x\" in duration \"5x\"");
        refused("/pods?timeout=1.5.5s", "time: missing unit in duration \"1.5.5s\"");
        refused("/pods?timeout=99999999999999999999", "time: invalid duration");
        refused("/pods?timeout=9223372036854775808ns", "time: invalid duration");
        refused(
                "/pods?timeout=%09%C3%A9%FF",
                "time: invalid duration \"\\\\x09\\\\xc3\\\\xa9\\\\xff\"");
        refused("/watch", "failed to create RequestInfo");
        assertThat(Answers.refusal(request(V1 + "/pods?timeout=x&watch=1", null))).isNull();
        assertThat(Answers.refusal(request(V1 + "/watch/pods?timeout=x", null))).isNull();
        assertThat(Answers.refusal(request(V1 + "/pods?timeout=-9223372036854775808ns", null)))
                .isNull();
        for (String fine : List.of("5s", "0", "1m30.5s", "-1s", "100ms", ".5h", "")) {
            assertThat(Answers.refusal(request(V1 + "/pods?timeout=" + fine, null))).isNull();
        }
    }

    @Test
    void tableHasTheObjectsThatAreWanted() {
        String table = "application/json;as=Table;v=v1;g=meta.k8s.io";
        assertThat(body(get("/apis/metrics.k8s.io/v1/pods?includeObject=Object", table)))
                .contains(
                        "\"object\":{\"kind\":\"PodMetrics\",\"apiVersion\":\"metrics.k8s.io/v1\"");
        assertThat(body(get(V1 + "/pods?includeObject=Foo", table)))
                .contains(
                        "Unable to convert to Table as requested: includeObject: Invalid value:"
                                + " \\\"Foo\\\": must be 'Metadata', 'Object', 'None', or empty");
        assertThat(body(get(V1 + "/pods?labelSelector=none", table)))
                .isEqualTo(
                        "{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/v1\",\"metadata\":{},"
                                + "\"columnDefinitions\":null,\"rows\":null}\n");
    }

    @Test
    void podIsServedOnlyWithItsOwnNodesNumbers() {
        String pods = V1 + "/pods";
        assertThat(body(get(pods))).contains("\"name\":\"idle\"");
        SampleStore elsewhere = new SampleStore(StoreRules.of(15_000));
        MetricsApi.Sources empty =
                new MetricsApi.Sources(CapturedWorld.view(), elsewhere, ReasonLookup.NONE);
        MetricsApi other = CapturedWorld.api(empty, List.of());
        assertThat(body(other.answer(request(pods, null)))).contains("\"items\":[]");
        assertThat(body(other.answer(request(V1 + "/namespaces/shop/pods/idle", null))))
                .contains("podmetrics.metrics.k8s.io \\\"shop/idle\\\" not found\"");
        assertThat(body(other.answer(request(V1 + "/nodes/node1", null))))
                .contains("nodemetrics.metrics.k8s.io \\\"node1\\\" not found\"");
    }

    @Test
    void missingNumbersAreExplainedWhereTheReasonIsKnown() {
        ReasonLookup knows =
                new ReasonLookup() {
                    @Override
                    public Why node(String name) {
                        return new Why(Reason.UNAUTHENTICATED, "The kubelet refused us", name);
                    }

                    @Override
                    public Why pod(PodKey pod) {
                        return new Why(Reason.TOO_YOUNG, "Not there yet", "node1");
                    }

                    @Override
                    public Why cluster() {
                        return new Why(Reason.API_FORBIDDEN, "We may not", "");
                    }
                };
        MetricsApi.Sources sources =
                new MetricsApi.Sources(
                        CapturedWorld.view(), new SampleStore(StoreRules.of(15_000)), knows);
        MetricsApi explaining = CapturedWorld.api(sources, List.of());
        assertThat(body(explaining.answer(request(V1 + "/nodes/node1", null))))
                .contains(
                        "\"message\":\"nodemetrics.metrics.k8s.io \\\"node1\\\" not found: KM110 The"
                                + " kubelet refused us\",\"reason\":\"NotFound\",\"details\":"
                                + "{\"name\":\"node1\",\"group\":\"metrics.k8s.io\","
                                + "\"kind\":\"nodemetrics\",\"causes\":[{\"reason\":\"KM110\","
                                + "\"message\":\"The kubelet refused us\",\"field\":\"node1\"}]}");
        assertThat(body(explaining.answer(request(V1 + "/namespaces/shop/pods/idle", null))))
                .contains("not found: KM140 Not there yet\"");
        assertThat(body(explaining.answer(request(V1 + "/nodes/unread", null))))
                .contains("\"message\":\"node \\\"unread\\\" not found: KM202 We may not\"")
                .contains("\"causes\":[{\"reason\":\"KM202\",\"message\":\"We may not\"");
        assertThat(body(explaining.answer(request(V1 + "/namespaces/shop/pods/unread", null))))
                .contains("\"message\":\"pods \\\"unread\\\" not found: KM202 We may not\"");
    }

    @Test
    void oldNumbersAreNotServed() {
        MetricsApi late =
                MetricsApi.of(
                        CapturedWorld.sources(),
                        InstantSource.fixed(CapturedWorld.NOW),
                        () -> CapturedWorld.NOW_NANOS + 45_000_000_001L,
                        new MetricsApi.Self(4443, "v0", List.of()));
        assertThat(body(late.answer(request(V1 + "/pods", null)))).contains("\"items\":[]");
        assertThat(late.answer(request(V1 + "/nodes/node1", null)).code()).isEqualTo(404);
    }

    @Test
    void numbersOfAnEarlierPodOfTheNameAreNotServed() {
        PodKey key = new PodKey("shop", "db-0");
        SampleStore store = new SampleStore(StoreRules.of(15_000));
        NodeSamples samples = store.open(new NodeName("node1"));
        long at = CapturedWorld.NOW.toEpochMilli();
        for (int i = 0; i < 2; i++) {
            samples.begin(CapturedWorld.NOW_NANOS);
            samples.container(key, "db", 0, at - 15_000 + i * 15_000L, 100 + i, 1);
            samples.commit();
        }
        assertThat(pods(store, key, at - 1_000)).contains("\"name\":\"db-0\"");
        assertThat(pods(store, key, at + 1)).contains("\"items\":[]");
    }

    /** The list where the only pod has started then. */
    private static String pods(SampleStore store, PodKey key, long startMillis) {
        PodRecord pod = PodRecord.of(key, "uid", "node1", Labels.empty(), startMillis);
        MetricsApi.Sources sources =
                new MetricsApi.Sources(
                        ClusterView.of(List.of(), List.of(pod)), store, ReasonLookup.NONE);
        return body(CapturedWorld.api(sources, List.of()).answer(request(V1 + "/pods", null)));
    }

    @Test
    void onlyLargeAnswersAreCompressedAndOnlyForWhoNamesGzip() throws IOException {
        MetricsApi large = CapturedWorld.api(LargeWorld.sources(2_000), List.of());
        for (String accept : List.of("application/json", "application/vnd.kubernetes.protobuf")) {
            String plain = body(large.answer(request(V1 + "/pods", accept)));
            assertThat(plain.length()).isGreaterThan(Compression.THRESHOLD);
            Map<String, String> headers = Map.of("Accept", accept, "Accept-Encoding", "br, gzip");
            Answer compressed =
                    large.answer(ApiRequest.parse("GET", V1 + "/pods", null, headers::get));
            assertThat(header(compressed, "Content-Encoding")).isEqualTo("gzip");
            assertThat(header(compressed, "Vary")).isEqualTo("Accept-Encoding");
            byte[] bytes = body(compressed).getBytes(StandardCharsets.ISO_8859_1);
            assertThat(bytes.length).isLessThan(plain.length() / 4);
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                String unpacked = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
                assertThat(unpacked).isEqualTo(plain);
            }
        }
        for (String other : List.of("br", "gzip;q=1", "x-gzip", "")) {
            assertThat(large.answer(encoded(V1 + "/pods", other)).headers())
                    .noneMatch(h -> h.name().equals("Content-Encoding"));
        }
        Answer small = api.answer(encoded(V1 + "/pods", "gzip"));
        assertThat(small.headers()).noneMatch(h -> h.name().equals("Content-Encoding"));
        assertThat(body(small)).isEqualTo(body(api.answer(request(V1 + "/pods", null))));
    }

    @Test
    void largeListsAreTheSameInPiecesOfAnySize() {
        MetricsApi large = CapturedWorld.api(LargeWorld.sources(700), List.of());
        for (String accept :
                List.of(
                        "application/json",
                        "application/vnd.kubernetes.protobuf",
                        "*/*;pretty=1")) {
            ApiRequest request = request(V1 + "/pods", accept);
            String whole = body(large.answer(request));
            for (int size : new int[] {64, 1_000, 4_096, 65_536}) {
                assertThat(inPieces(large.answer(request), size)).isEqualTo(whole);
            }
        }
    }

    /** Upstream's v1beta1 numbers the fields of this list the other way round. */
    @Test
    void itemsOfAnOldListOfMetadataComeFirstInProtobuf() throws IOException {
        UnknownFieldSet now = partialList("v1");
        UnknownFieldSet before = partialList("v1beta1");

        assertThat(now.getField(2).getLengthDelimitedList()).hasSizeGreaterThan(1);
        assertThat(before.getField(1)).isEqualTo(now.getField(2));
        assertThat(before.getField(2)).isEqualTo(now.getField(1));
    }

    private UnknownFieldSet partialList(String version) throws IOException {
        String accept =
                "application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList"
                        + ";g=meta.k8s.io;v="
                        + version;
        byte[] sent = body(get(V1 + "/pods", accept)).getBytes(StandardCharsets.ISO_8859_1);
        UnknownFieldSet envelope =
                UnknownFieldSet.parseFrom(ByteString.copyFrom(sent, 4, sent.length - 4));
        return UnknownFieldSet.parseFrom(envelope.getField(2).getLengthDelimitedList().getFirst());
    }

    private static final String V1 = "/apis/metrics.k8s.io/v1";

    private Answer get(String target) {
        return get(target, null);
    }

    private Answer get(String target, @Nullable String accept) {
        return api.answer(request(target, accept));
    }

    private void status(@Nullable String accept, int code, String type, String body) {
        Answer answer = get("/statusz", accept);
        assertThat(answer.code()).as(accept).isEqualTo(code);
        assertThat(answer.headers()).as(accept).contains(new Answer.Header("Content-Type", type));
        assertThat(body(answer)).as(accept).startsWith(body);
    }

    private void message(String target, int code, String message) {
        Answer answer = get(V1 + target);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(body(answer)).contains(JsonWriter.quote(message).replaceAll("^\"|\"$", ""));
    }

    private static void refused(String target, String message) {
        Answer answer = Objects.requireNonNull(Answers.refusal(request(V1 + target, null)));
        assertThat(body(answer)).contains(message.replace("\"", "\\\""));
    }

    static ApiRequest request(String target, @Nullable String accept) {
        return request(target, "Accept", accept);
    }

    private static ApiRequest encoded(String target, String acceptEncoding) {
        return request(target, "Accept-Encoding", acceptEncoding);
    }

    private static ApiRequest request(String target, String header, @Nullable String value) {
        String[] parts = target.split("\\?", 2);
        return ApiRequest.parse(
                "GET",
                parts[0],
                parts.length == 1 ? null : parts[1],
                name -> name.equals(header) ? value : null);
    }

    private static String inPieces(Answer answer, int size) {
        StringBuilder all = new StringBuilder();
        ByteBuf piece = Unpooled.buffer(size);
        boolean more;
        do {
            piece.clear();
            more = answer.body().fill(piece);
            all.append(piece.toString(StandardCharsets.ISO_8859_1));
        } while (more);
        answer.body().close();
        return all.toString();
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
                .isEqualTo(exchange.answerHeader("Content-Type"));
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
