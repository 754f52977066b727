package io.kubemeter.simulator.kube;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kubemeter.simulator.wire.ProtobufMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The shape of our answers against what a real kube-apiserver 1.36 sent. */
@Timeout(60)
final class CapturesContract {
    private static final JsonMapper JSON = new JsonMapper();
    private static final OpenCluster OPEN = OpenCluster.start();

    /** What in a pod has fields of its own. */
    private static final Set<String> POD =
            Set.of(
                    "1", "1.8", "1.13", "1.17", "1.17.4", "1.17.7", "2", "2.2", "2.2.8", "2.22",
                    "3", "3.2", "3.7", "3.8", "3.8.2", "3.8.2.2", "3.12");

    /** What in a node has fields of its own. */
    private static final Set<String> NODE =
            Set.of(
                    "1", "1.8", "1.17", "1.17.4", "1.17.7", "2", "3", "3.4", "3.5", "3.6", "3.6.1",
                    "3.7", "3.8");

    @AfterAll
    static void close() {
        OPEN.close();
    }

    @Test
    void nodesInJsonHaveNoFieldThatRealOnesLack() throws IOException {
        Set<String> ours = paths(node("/api/v1/nodes"));
        // A cloud's nodes have one; the captured cluster had no cloud.
        ours.removeIf(path -> path.endsWith("spec.providerID"));
        // Told where there is swap; the captured node had none.
        ours.removeIf(path -> path.contains(".nodeInfo.swap"));
        ours.removeIf(path -> path.contains(".labels.") || path.contains(".annotations."));
        ours.removeIf(path -> path.contains(".fieldsV1."));
        assertThat(paths(captured("nodes-list"))).containsAll(ours);
    }

    @Test
    void metadataListsLookTheSame() throws IOException {
        JsonNode ours =
                JSON.readTree(
                        OPEN.admin
                                .get(
                                        "/api/v1/pods",
                                        "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1")
                                .text());
        JsonNode real = captured("pods-list-metadata");
        assertThat(names(ours)).isEqualTo(names(real));
        JsonNode generated = real.get("items").get(real.get("items").size() - 1);
        assertThat(names(ours.get("items").get(0))).isEqualTo(names(generated));
        assertThat(names(ours.get("items").get(0).get("metadata")))
                .isSubsetOf(names(generated.get("metadata")));
    }

    @Test
    void tablesOfPodsHaveTheRealColumns() throws IOException {
        JsonNode ours =
                JSON.readTree(
                        OPEN.admin
                                .get("/api/v1/pods", "application/json;as=Table;v=v1;g=meta.k8s.io")
                                .text());
        JsonNode real = captured("pods-list-table");
        assertThat(ours.get("columnDefinitions").findValuesAsText("name"))
                .isEqualTo(real.get("columnDefinitions").findValuesAsText("name"));
        assertThat(ours.get("columnDefinitions").findValuesAsText("priority"))
                .isEqualTo(real.get("columnDefinitions").findValuesAsText("priority"));
        assertThat(names(ours.get("rows").get(0))).isEqualTo(names(real.get("rows").get(0)));
        assertThat(ours.get("rows").get(0).get("cells"))
                .hasSameSizeAs(real.get("rows").get(0).get("cells"));
    }

    @Test
    void podsInProtobufHaveNoFieldThatRealOnesLack() throws IOException {
        Set<String> real = new TreeSet<>();
        ProtobufMessage captured = ProtobufMessage.ofEnvelope(body("pods-list-protobuf"));
        captured.messages(2).forEach(pod -> real.addAll(numbers(pod, POD)));
        Set<String> ours = new TreeSet<>();
        OPEN.protobuf("/api/v1/pods").messages(2).forEach(pod -> ours.addAll(numbers(pod, POD)));
        // The captured pods mount no token: volumes (2.1) and mounts (2.2.9) are not in them.
        ours.removeIf(
                path -> path.equals("2.1") || path.startsWith("2.1.") || path.startsWith("2.2.9"));
        // Started means the same in all versions, and priority is set where admission runs.
        ours.removeIf(path -> path.startsWith("2.25") || path.startsWith("2.31"));
        assertThat(real).containsAll(ours);
    }

    @Test
    void nodesInProtobufHaveNoFieldThatRealOnesLack() throws IOException {
        Set<String> real =
                numbers(ProtobufMessage.ofEnvelope(body("nodes-list-protobuf")).message(2), NODE);
        Set<String> ours = numbers(OPEN.protobuf("/api/v1/nodes").message(2), NODE);
        // nodeInfo.swap
        ours.remove("3.7.11");
        assertThat(real).containsAll(ours);
    }

    @Test
    void ourReaderOfFramesReadsTheRealOnes() throws IOException {
        List<ProtobufMessage> frames = OpenCluster.frames(body("pods-watchlist-protobuf"));
        assertThat(frames.getFirst().text(1)).isEqualTo("ADDED");
        assertThat(frames.getLast().text(1)).isEqualTo("BOOKMARK");
        ProtobufMessage bookmark = ProtobufMessage.ofEnvelope(frames.getLast().message(2).bytes(1));
        assertThat(bookmark.message(1).message(12).text(1)).isEqualTo("k8s.io/initial-events-end");
    }

    @Test
    void reviewsHaveTheRealFields() throws IOException {
        JsonNode token =
                JSON.readTree(
                        OPEN.post(
                                        OPEN.admin,
                                        "/apis/authentication.k8s.io/v1/tokenreviews",
                                        "{\"spec\":{\"token\":\""
                                                + OPEN.cluster.metricsServerToken()
                                                + "\"}}")
                                .text());
        assertThat(names(token.get("status")))
                .isEqualTo(names(captured("tokenreview").get("status")));
        assertThat(names(token.get("status").get("user")))
                .isEqualTo(names(captured("tokenreview").get("status").get("user")));
        JsonNode bad =
                JSON.readTree(
                        OPEN.post(
                                        OPEN.admin,
                                        "/apis/authentication.k8s.io/v1/tokenreviews",
                                        "{\"spec\":{\"token\":\"nonsense\"}}")
                                .text());
        assertThat(bad.get("status")).isEqualTo(captured("tokenreview-bad").get("status"));
    }

    @Test
    void verdictsAreTheRealOnes() throws IOException {
        checkVerdict("kubernetes-admin", "[\"system:masters\"]", "subjectaccessreview-allowed");
        checkVerdict("nobody", "[]", "subjectaccessreview-denied");
    }

    private static void checkVerdict(String user, String groups, String capture)
            throws IOException {
        JsonNode ours =
                JSON.readTree(
                        OPEN.post(
                                        OPEN.admin,
                                        "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                                        "{\"spec\":{\"user\":\""
                                                + user
                                                + "\",\"groups\":"
                                                + groups
                                                + ",\"resourceAttributes\":{\"group\":\"metrics.k8s.io\","
                                                + "\"resource\":\"nodes\",\"verb\":\"list\"}}}")
                                .text());
        assertThat(ours.get("status")).isEqualTo(captured(capture).get("status"));
    }

    @Test
    void theConfigMapHasTheRealKeys() throws IOException {
        JsonNode ours =
                JSON.readTree(
                        OPEN.admin
                                .get(
                                        "/api/v1/namespaces/kube-system/configmaps/"
                                                + "extension-apiserver-authentication")
                                .text());
        JsonNode real = captured("configmap-extension-apiserver-authentication");
        assertThat(names(ours.get("data"))).isEqualTo(names(real.get("data")));
        for (String key : names(real.get("data"))) {
            if (key.startsWith("requestheader-") && !key.endsWith("-file")) {
                assertThat(ours.get("data").get(key)).as(key).isEqualTo(real.get("data").get(key));
            }
        }
    }

    @Test
    void anApiServiceHasTheRealFields() throws IOException {
        JsonNode ours =
                JSON.readTree(
                        OPEN.admin
                                .get(
                                        "/apis/apiregistration.k8s.io/v1/apiservices/"
                                                + "v1beta1.metrics.k8s.io")
                                .text());
        JsonNode real = captured("apiservice");
        Set<String> spec = names(real.get("spec"));
        spec.remove("insecureSkipTLSVerify");
        spec.add("caBundle");
        assertThat(names(ours.get("spec"))).isEqualTo(spec);
        assertThat(names(ours.get("status").get("conditions").get(0)))
                .isEqualTo(names(real.get("status").get("conditions").get(0)));
    }

    private static JsonNode node(String path) throws IOException {
        return JSON.readTree(OPEN.admin.get(path).text());
    }

    private static JsonNode captured(String name) throws IOException {
        return JSON.readTree(body(name));
    }

    private static byte[] body(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        CapturesContract.class.getResourceAsStream(name + ".http"))) {
            byte[] all = in.readAllBytes();
            int head = new String(all, ISO_8859_1).indexOf("\n\n");
            return Arrays.copyOfRange(all, head + 2, all.length);
        }
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The paths of all fields, list positions left out. */
    private static Set<String> paths(JsonNode of) {
        Set<String> paths = new TreeSet<>();
        collect("", of, paths);
        return paths;
    }

    private static void collect(String path, JsonNode of, Set<String> into) {
        of.forEachEntry((name, value) -> {
            into.add(path + "." + name);
            collect(path + "." + name, value, into);
        });
        if (of.isArray()) {
            of.forEach(item -> collect(path, item, into));
        }
    }

    /** The paths of all field numbers, down these messages. */
    private static Set<String> numbers(ProtobufMessage of, Set<String> messages) {
        Set<String> paths = new TreeSet<>();
        collect("", of, messages, paths);
        return paths;
    }

    private static void collect(
            String path, ProtobufMessage of, Set<String> messages, Set<String> into) {
        for (int number : of.numbers()) {
            String own = path.isEmpty() ? Integer.toString(number) : path + "." + number;
            into.add(own);
            if (messages.contains(own)) {
                of.messages(number).forEach(nested -> collect(own, nested, messages, into));
            }
        }
    }
}
