package io.kubemeter.simulator.kube;

import static io.kubemeter.simulator.kube.OpenCluster.name;
import static io.kubemeter.simulator.kube.OpenCluster.version;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.simulator.ClusterClient;
import io.kubemeter.simulator.pki.Account;
import io.kubemeter.simulator.wire.JsonTree;
import io.kubemeter.simulator.wire.ProtobufMessage;
import io.kubemeter.simulator.wire.ProtobufWriter;
import io.kubemeter.simulator.world.PodPhase;
import io.kubemeter.simulator.world.SimulatedPod;
import io.kubemeter.simulator.world.WorldShape;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class KubeApiTest {
    private final OpenCluster open = OpenCluster.start();

    @AfterEach
    void close() {
        open.close();
    }

    @Test
    void listsSayWhatTheWorldHolds() {
        assertThat(open.items("/api/v1/nodes")).hasSize(3);
        assertThat(open.items("/api/v1/pods")).hasSize(12);
        assertThat(open.items("/api/v1/namespaces").stream().map(OpenCluster::name))
                .contains("default", "kube-system");
    }

    @Test
    void protobufAndJsonNameTheSamePods() {
        List<String> json = open.items("/api/v1/pods").stream().map(OpenCluster::name).toList();
        List<String> protobuf =
                open.protobuf("/api/v1/pods").messages(2).stream()
                        .map(pod -> pod.message(1).text(1))
                        .toList();
        assertThat(protobuf).isEqualTo(json);
    }

    @Test
    void aPodInProtobufIsAsLargeAsARealOne() {
        byte[] body = open.admin.get("/api/v1/pods", OpenCluster.PROTOBUF).body().bytes();
        assertThat(body.length / 12).isBetween(2_500, 4_500);
    }

    @Test
    void selectorsPickByFieldAndLabel() {
        SimulatedPod pod = open.cluster.world().pods().iterator().next();
        open.cluster.world().phase(pod.namespace(), pod.name(), PodPhase.SUCCEEDED);
        check("fieldSelector=status.phase%3DRunning", 11);
        check("fieldSelector=status.phase!%3DRunning", 1);
        check("fieldSelector=metadata.name%3D" + pod.name(), 1);
        check("fieldSelector=spec.nodeName%3D" + pod.nodeName(), 4);
        String hash = "pod-template-hash";
        long siblings =
                open.cluster.world().pods().stream()
                        .filter(one ->
                                Objects.equals(one.labels().get(hash), pod.labels().get(hash)))
                        .count();
        check("labelSelector=" + hash + "%3D" + pod.labels().get(hash), (int) siblings);
        check(
                "labelSelector=" + hash + "+in+(nope," + pod.labels().get(hash) + ")",
                (int) siblings);
        check("labelSelector=" + hash, 12);
        check("labelSelector=!" + hash, 0);
    }

    private void check(String selector, int pods) {
        assertThat(open.items("/api/v1/pods?" + selector)).as(selector).hasSize(pods);
    }

    @Test
    void aPostedEventIsFoundAtItsObjectAndPostedOnlyOnce() {
        String path = "/api/v1/namespaces/default/events";
        String event =
                """
                {"apiVersion":"v1","kind":"Event","metadata":{"name":"node-01.1","namespace":"default"},
                "involvedObject":{"apiVersion":"v1","kind":"Node","name":"node-01","uid":"u1"},
                "type":"Warning","reason":"CsrPending","message":"KM108","count":1,
                "lastTimestamp":"2026-11-21T10:00:00Z","source":{"component":"kubemeter"}}
                """;
        assertThat(open.post(open.admin, path, event).status()).isEqualTo(201);
        assertThat(open.post(open.admin, path, event).status()).isEqualTo(409);
        assertThat(open.post(open.admin, path, "{").status()).isEqualTo(400);
        String of = path + "?fieldSelector=involvedObject.kind%3DNode,involvedObject.name%3D";
        assertThat(open.items(of + "node-02")).isEmpty();
        Map<String, Object> found = open.items(of + "node-01").getFirst();
        assertThat(found)
                .containsEntry("type", "Warning")
                .containsEntry("reason", "CsrPending")
                .containsEntry("lastTimestamp", "2026-11-21T10:00:00Z");
        assertThat(JsonTree.child(found, "involvedObject")).containsEntry("uid", "u1");
    }

    @Test
    void aRequestForACertificateWaitsUntilItIsApproved() {
        CertificateRequests requests = open.cluster.objects().certificateRequests();
        List<String> signed = new ArrayList<>();
        requests.ask("csr-1", "node-01", () -> signed.add("csr-1"));
        requests.ask("csr-2", "node-02", () -> signed.add("csr-2"));
        requests.decide("csr-2", "Denied", "NotWanted", "not here");
        String path = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
        String ofKubelets = "?fieldSelector=spec.signerName%3Dkubernetes.io%2Fkubelet-serving";
        List<Map<String, Object>> all = open.items(path + ofKubelets);
        assertThat(all).hasSize(2);
        assertThat(JsonTree.child(all.getFirst(), "spec"))
                .containsEntry("username", "system:node:node-01");
        assertThat(JsonTree.children(JsonTree.child(all.getFirst(), "status"), "conditions"))
                .isEmpty();
        assertThat(JsonTree.children(JsonTree.child(all.getLast(), "status"), "conditions"))
                .singleElement()
                .satisfies(it -> assertThat(it).containsEntry("type", "Denied"));

        String approval = "{\"status\":{\"conditions\":[{\"type\":\"Approved\"}]}}";
        for (String name : List.of("csr-1", "csr-2")) {
            assertThat(open.put(path + "/" + name + "/approval", approval)).isEqualTo(200);
        }
        assertThat(signed).containsExactly("csr-1");
        assertThat(JsonTree.child(open.json(path + "/csr-1"), "status")).containsKey("certificate");
        assertThat(open.put(path + "/csr-3/approval", approval)).isEqualTo(404);
        requests.withdraw("csr-1");
        assertThat(open.items(path)).hasSize(1);
    }

    @Test
    void aTokenIsMadeForAnAccountThatExists() {
        Account scraper = open.cluster.api().accounts().create("kube-system", "scraper");
        String path = "/api/v1/namespaces/kube-system/serviceaccounts/";
        String tenMinutes = "{\"spec\":{\"expirationSeconds\":600}}";
        ClusterClient.Answer made = open.post(open.admin, path + "scraper/token", tenMinutes);
        assertThat(made.status()).isEqualTo(201);
        Map<String, Object> request = JsonTree.parse(made.body().bytes());
        assertThat(JsonTree.child(request, "spec")).containsEntry("expirationSeconds", "600");
        String token = JsonTree.text(JsonTree.child(request, "status"), "token");
        assertThat(open.cluster.pki().tokens().account(token)).isEqualTo(scraper);
        assertThat(
                        open.post(
                                        open.admin,
                                        path + "scraper/token",
                                        "{\"spec\":{\"expirationSeconds\":599}}")
                                .status())
                .isEqualTo(422);
        assertThat(open.post(open.admin, path + "nobody/token", tenMinutes).status())
                .isEqualTo(404);
    }

    @Test
    void whoeverComesAfterTheCutIsWelcome() {
        open.cluster.cutConnections();
        try (ClusterClient later = open.cluster.adminClient()) {
            assertThat(later.get("/readyz").status()).isEqualTo(200);
        }
    }

    @Test
    void anUnknownFieldIsABadRequest() {
        assertThat(open.admin.get("/api/v1/pods?fieldSelector=spec.color%3Dred").status())
                .isEqualTo(400);
    }

    @Test
    void aCutListGoesOnWhereItEnded() {
        List<String> names = new ArrayList<>();
        String next = "";
        do {
            Map<String, Object> page = open.json("/api/v1/pods?limit=5&continue=" + next);
            JsonTree.children(page, "items").forEach(pod -> names.add(name(pod)));
            next = JsonTree.text(JsonTree.child(page, "metadata"), "continue");
        } while (!next.isEmpty());
        assertThat(names)
                .isEqualTo(open.items("/api/v1/pods").stream().map(OpenCluster::name).toList());
    }

    @Test
    void aContinuedListOfAForgottenVersionIsGone() {
        Map<String, Object> page = open.json("/api/v1/pods?limit=5");
        String next = JsonTree.text(JsonTree.child(page, "metadata"), "continue");
        changeSomePod();
        open.cluster.objects().compact();
        ClusterClient.Answer answer = open.admin.get("/api/v1/pods?limit=5&continue=" + next);
        assertThat(answer.status()).isEqualTo(410);
        assertThat(answer.text()).contains("\"reason\":\"Expired\"");
    }

    private SimulatedPod changeSomePod() {
        SimulatedPod pod = open.cluster.world().pods().iterator().next();
        return open.cluster
                .world()
                .restartContainer(pod.namespace(), pod.name(), pod.containers().getFirst().name());
    }

    @Test
    void aWatchTellsChangesSinceItsVersion() {
        String from = version(open.json("/api/v1/pods"));
        SimulatedPod pod = open.cluster.world().pods().iterator().next();
        open.cluster.world().addPod(pod.owner(), pod.nodeName());
        changeSomePod();
        open.cluster.world().deletePod(pod.namespace(), pod.name());
        assertThat(types(open.watch("/api/v1/pods?resourceVersion=" + from)))
                .containsExactly("ADDED", "MODIFIED", "DELETED");
    }

    @Test
    void aPodThatLeavesTheSelectionIsDeletedForItsWatcher() {
        String from = version(open.json("/api/v1/pods"));
        SimulatedPod pod = open.cluster.world().pods().iterator().next();
        open.cluster.world().phase(pod.namespace(), pod.name(), PodPhase.SUCCEEDED);
        open.cluster.world().phase(pod.namespace(), pod.name(), PodPhase.RUNNING);
        assertThat(
                        types(
                                open.watch(
                                        "/api/v1/pods?fieldSelector=status.phase%3DRunning"
                                                + "&resourceVersion="
                                                + from)))
                .containsExactly("DELETED", "ADDED");
    }

    @Test
    void aWatchWithoutVersionBeginsWithAllObjects() {
        assertThat(types(open.watch("/api/v1/nodes?resourceVersion=0")))
                .containsExactly("ADDED", "ADDED", "ADDED");
    }

    @Test
    void aWatchListMarksTheEndOfItsFirstEvents() {
        List<Map<String, Object>> events =
                open.watch(
                        "/api/v1/nodes?sendInitialEvents=true&allowWatchBookmarks=true"
                                + "&resourceVersionMatch=NotOlderThan");
        assertThat(types(events)).containsExactly("ADDED", "ADDED", "ADDED", "BOOKMARK");
        Map<String, Object> bookmark =
                JsonTree.child(JsonTree.child(events.getLast(), "object"), "metadata");
        assertThat(JsonTree.child(bookmark, "annotations"))
                .containsEntry("k8s.io/initial-events-end", "true");
        assertThat(JsonTree.text(bookmark, "resourceVersion"))
                .isEqualTo(version(open.json("/api/v1/nodes")));
    }

    @Test
    void aWatchFromAForgottenVersionIsToldSo() {
        String from = version(open.json("/api/v1/pods"));
        changeSomePod();
        open.cluster.objects().compact();
        List<Map<String, Object>> events = open.watch("/api/v1/pods?resourceVersion=" + from);
        assertThat(types(events)).containsExactly("ERROR");
        Map<String, Object> status = JsonTree.child(events.getFirst(), "object");
        assertThat(JsonTree.text(status, "code")).isEqualTo("410");
        assertThat(JsonTree.text(status, "reason")).isEqualTo("Expired");
    }

    @Test
    void framesOfProtobufCarryEnvelopes() {
        String from = version(open.json("/api/v1/pods"));
        SimulatedPod changed = changeSomePod();
        byte[] body =
                open.admin
                        .get(
                                "/api/v1/pods?watch=true&timeoutSeconds=1&resourceVersion=" + from,
                                OpenCluster.PROTOBUF + ";stream=watch")
                        .body()
                        .bytes();
        List<ProtobufMessage> frames = OpenCluster.frames(body);
        assertThat(frames).hasSize(1);
        assertThat(frames.getFirst().text(1)).isEqualTo("MODIFIED");
        ProtobufMessage pod = ProtobufMessage.ofEnvelope(frames.getFirst().message(2).bytes(1));
        assertThat(pod.message(1).text(1)).isEqualTo(changed.name());
        assertThat(pod.message(1).text(6)).isEqualTo(Long.toString(changed.resourceVersion()));
    }

    private static List<String> types(List<Map<String, Object>> events) {
        return events.stream().map(event -> JsonTree.text(event, "type")).toList();
    }

    @Test
    void tablesAndMetadataComeWhenAskedFor() {
        String table =
                open.admin
                        .get("/api/v1/nodes", "application/json;as=Table;v=v1;g=meta.k8s.io")
                        .text();
        assertThat(table).startsWith("{\"kind\":\"Table\"").contains("\"Internal-IP\"");
        String metadata =
                open.admin
                        .get(
                                "/api/v1/pods",
                                "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1")
                        .text();
        assertThat(metadata)
                .startsWith("{\"kind\":\"PartialObjectMetadataList\"")
                .doesNotContain("containers\":[");
        assertThat(open.admin.get("/api/v1/nodes", "application/cbor").status()).isEqualTo(406);
    }

    @Test
    void aVersionFromTheFutureTimesOut() {
        assertThat(open.admin.get("/api/v1/pods?resourceVersion=99999999").status()).isEqualTo(504);
    }

    @Test
    void whoHasNoRightsIsForbiddenAndWhoLiesIsUnauthorized() {
        try (ClusterClient nobody =
                        open.cluster.client(open.cluster.pki().client("nobody", List.of()));
                ClusterClient anonymous = open.cluster.client(null)) {
            ClusterClient.Answer answer = nobody.get("/api/v1/nodes");
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.text())
                    .contains(
                            "nodes is forbidden: User \\\"nobody\\\" cannot list resource"
                                    + " \\\"nodes\\\" in API group \\\"\\\" at the cluster scope");
            assertThat(anonymous.get("/version").status()).isEqualTo(200);
            assertThat(anonymous.get("/api/v1/pods").status()).isEqualTo(403);
            assertThat(bearing(anonymous, "nonsense")).isEqualTo(401);
            assertThat(bearing(anonymous, open.cluster.metricsServerToken())).isEqualTo(200);
        }
    }

    private static int bearing(ClusterClient client, String token) {
        return ClusterClient.join(
                        client.send(
                                HttpMethod.GET,
                                "/api/v1/pods",
                                new DefaultHttpHeaders()
                                        .set(HttpHeaderNames.AUTHORIZATION, "Bearer " + token),
                                new byte[0]))
                .status();
    }

    @Test
    void metricsServersAccountHasItsOwnRightsAndNoMore() {
        AccessRules access = open.cluster.api().access();
        Account account =
                Objects.requireNonNull(
                        open.cluster.pki().tokens().account(open.cluster.metricsServerToken()));
        String system = "kube-system";
        assertThat(access.allows(account, question("watch", "pods", "", ""))).isTrue();
        assertThat(access.allows(account, question("get", "nodes/metrics", "", "n"))).isTrue();
        assertThat(access.allows(account, question("get", "nodes/stats", "", "n"))).isFalse();
        assertThat(access.allows(account, question("delete", "pods", "shop", "x"))).isFalse();
        assertThat(access.allows(account, question("list", "configmaps", system, ""))).isFalse();
        assertThat(
                        access.allows(
                                account,
                                question(
                                        "list",
                                        "configmaps",
                                        system,
                                        "extension-apiserver-authentication")))
                .isTrue();
    }

    private static AccessRules.Question question(
            String verb, String resource, String namespace, String name) {
        return new AccessRules.Question(verb, "", resource, namespace, name, "");
    }

    @Test
    void tokensAreReviewedInJsonAndProtobuf() {
        String path = "/apis/authentication.k8s.io/v1/tokenreviews";
        String token = open.cluster.metricsServerToken();
        ClusterClient.Answer json =
                open.post(open.admin, path, "{\"spec\":{\"token\":\"" + token + "\"}}");
        assertThat(json.status()).isEqualTo(201);
        assertThat(json.text())
                .contains("\"authenticated\":true")
                .contains("\"username\":\"system:serviceaccount:kube-system:metrics-server\"");
        ProtobufWriter review = new ProtobufWriter();
        review.beginUnknown("authentication.k8s.io/v1", "TokenReview");
        review.begin(2, "spec");
        review.text(1, "token", token);
        review.end();
        review.endUnknown();
        ProtobufMessage status =
                ProtobufMessage.ofEnvelope(
                                open.post(open.admin, path, OpenCluster.PROTOBUF, review.toArray())
                                        .body()
                                        .bytes())
                        .message(3);
        assertThat(status.integer(1)).isEqualTo(1);
        assertThat(status.message(2).texts(3)).contains("system:authenticated");
    }

    @Test
    void accessIsReviewed() {
        checkReview("kubernetes-admin", "[\"system:masters\"]", true);
        checkReview("nobody", "[]", false);
    }

    private void checkReview(String user, String groups, boolean allowed) {
        String review =
                "{\"spec\":{\"user\":\"%s\",\"groups\":%s,\"resourceAttributes\":{\"verb\":\"list\",\"resource\":\"nodes\",\"group\":\"metrics.k8s.io\"}}}"
                        .replaceFirst("%s", user)
                        .replaceFirst("%s", groups);
        assertThat(
                        open.post(
                                        open.admin,
                                        "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                                        review)
                                .text())
                .contains("\"allowed\":" + allowed);
    }

    @Test
    void anApiServiceTakesTheBundleOfItsServer() {
        String path = "/apis/apiregistration.k8s.io/v1/apiservices/v1.metrics.k8s.io";
        ClusterClient.Answer answer =
                ClusterClient.join(
                        open.admin.send(
                                HttpMethod.PATCH,
                                path,
                                new DefaultHttpHeaders(),
                                "{\"spec\":{\"caBundle\":\"aGVsbG8=\"}}".getBytes(US_ASCII)));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).contains("\"caBundle\":\"aGVsbG8=\"");
    }

    @Test
    void aListOfThousandsIsStreamedWhole() {
        try (OpenCluster large = OpenCluster.start(WorldShape.of(50, 60, 2, 3))) {
            List<ProtobufMessage> pods = large.protobuf("/api/v1/pods").messages(2);
            assertThat(pods).hasSize(3_000);
            assertThat(large.items("/api/v1/pods")).hasSize(3_000);
        }
    }
}
