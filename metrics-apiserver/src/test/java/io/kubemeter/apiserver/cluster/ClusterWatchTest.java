package io.kubemeter.apiserver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.kubemeter.apiserver.kube.FakeKube;
import io.kubemeter.apiserver.kube.KubeApi;
import io.kubemeter.apiserver.protobuf.Capture;
import io.kubemeter.apiserver.protobuf.ItemMeta;
import io.kubemeter.apiserver.protobuf.KubeBytes;
import io.kubemeter.apiserver.protobuf.NodeItem;
import io.kubemeter.apiserver.protobuf.PodItem;
import io.kubemeter.model.PodKey;
import io.kubemeter.model.Reason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.SocketPolicy;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterWatchTest {
    private static final String PODS = "/api/v1/pods";
    private static final String NODES = "/api/v1/nodes";
    private static final String POD_LIST = PODS + "?fieldSelector=status.phase%3DRunning&";

    @TempDir Path directory;
    private final FakeKube kube = new FakeKube();
    private final List<AutoCloseable> opened = new ArrayList<>(List.of(kube));

    @BeforeEach
    void open() throws Exception {
        opened.addFirst(kube.api(directory));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    @Test
    void listIsFollowedByAWatchFromItsVersion() throws Exception {
        kube.answers(PODS, protobuf(Capture.body("pods-list-protobuf.http")));
        kube.answers(NODES, protobuf(Capture.body("nodes-list-protobuf.http")));
        ClusterView view = start().view();

        assertThat(kube.nextRequest(PODS).getPath()).isEqualTo(POD_LIST + "resourceVersion=0");
        assertThat(kube.nextRequest(PODS).getPath())
                .startsWith(
                        POD_LIST
                                + "watch=true&allowWatchBookmarks=true&resourceVersion=412"
                                + "&timeoutSeconds=");
        assertThat(names(view))
                .containsExactly(
                        "shop/crashing",
                        "shop/idle",
                        "shop/sidecar",
                        "shop/web-785c4cdb56-f7nl6",
                        "shop/web-785c4cdb56-hjkmn",
                        "shop/web-785c4cdb56-xvr5p");
        assertThat(view.isBound(new PodKey("shop", "idle"), "node1")).isTrue();
        assertThat(view.isBound(new PodKey("shop", "idle"), "node2")).isFalse();
        assertThat(view.isBound(new PodKey("shop", "ghost"), "node1")).isFalse();
    }

    @Test
    void viewIsSyncedWhenBothListsWereRead() throws Exception {
        kube.answers(PODS, pods("5"));
        ClusterView view = start().view();
        kube.nextRequest(PODS);
        kube.nextRequest(PODS);
        assertThat(view.synced()).isFalse();
    }

    @Test
    void capturedWatchIsApplied() throws Exception {
        kube.answers(PODS, protobuf(Capture.body("pods-list-protobuf.http")));
        kube.answers(PODS, protobuf(Capture.body("pods-watch-protobuf.http")));
        ClusterView view = start().view();
        assertThat(thirdRequest()).contains("resourceVersion=430");
        assertThat(names(view)).doesNotContain("shop/idle").hasSize(5);
    }

    @Test
    void eventsAreApplied() throws Exception {
        kube.answers(PODS, pods("5", pod("a", "1"), pod("b", "2"), pod("c", "3")));
        kube.answers(
                PODS,
                protobuf(
                        KubeBytes.joined(
                                event("ADDED", pod("d", "6")),
                                event("MODIFIED", pod("a", "7", "Running", "node9")),
                                event("MODIFIED", pod("b", "8", "Succeeded", "n")),
                                event("DELETED", pod("c", "9")),
                                event("BOOKMARK", pod("", "12")))));
        ClusterView view = start().view();
        assertThat(thirdRequest()).contains("resourceVersion=12&");
        assertThat(names(view)).containsExactly("ns/a", "ns/d");
        assertThat(found(view, "a").nodeName()).isEqualTo("node9");
        assertThat(view.pods("ns")).hasSize(2);
        assertThat(view.pods("other")).isEmpty();
    }

    @Test
    void goneVersionListsAgainAndSweeps() throws Exception {
        kube.answers(PODS, pods("5", pod("a", "1"), pod("b", "2")));
        kube.answers(PODS, new MockResponse().setResponseCode(410));
        kube.answers(PODS, pods("50", pod("b", "2"), pod("c", "40")));
        ClusterView view = start().view();
        assertThat(thirdRequest()).as("no cache, which may be too old again").isEqualTo(POD_LIST);
        assertThat(kube.nextRequest(PODS).getPath()).contains("resourceVersion=50&");
        assertThat(names(view)).containsExactly("ns/b", "ns/c");
    }

    @Test
    void viewStaysWhileItListsAgain() throws Exception {
        kube.answers(PODS, pods("5", pod("a", "1"), pod("b", "2")));
        ByteString expired = KubeBytes.status(410, "Expired", "too old resource version");
        kube.answers(PODS, protobuf(KubeBytes.frame("ERROR", "Status", expired)));
        ClusterView view = start().view();
        assertThat(thirdRequest()).isEqualTo(POD_LIST);
        assertThat(names(view)).containsExactly("ns/a", "ns/b");
    }

    @Test
    void listThatBreaksSweepsNothing() throws Exception {
        kube.answers(PODS, pods("5", pod("a", "1"), pod("b", "2")));
        kube.answers(PODS, new MockResponse().setResponseCode(410));
        kube.answers(
                PODS,
                pods("50", pod("c", "2"), pod("d", "40"))
                        .setSocketPolicy(SocketPolicy.DISCONNECT_DURING_RESPONSE_BODY));
        ClusterWatch watch = start();
        thirdRequest();
        assertThat(kube.nextRequest(PODS).getPath()).isEqualTo(POD_LIST);
        assertThat(names(watch.view())).contains("ns/a", "ns/b");
        assertThat(watch.problems())
                .anyMatch(problem -> problem.reason() == Reason.API_UNREACHABLE);
    }

    @Test
    void brokenWatchResumesWhereItWas() throws Exception {
        kube.answers(PODS, pods("5", pod("a", "1")));
        kube.answers(
                PODS,
                protobuf(event("ADDED", pod("b", "6")))
                        .setHeader("Content-Length", 1 << 20)
                        .setSocketPolicy(SocketPolicy.DISCONNECT_AT_END));
        ClusterView view = start().view();
        assertThat(thirdRequest()).contains("resourceVersion=6&");
        assertThat(names(view)).containsExactly("ns/a", "ns/b");
    }

    @Test
    void frameThatCannotBeReadListsAgain() throws Exception {
        kube.answers(PODS, pods("5", pod("a", "1")));
        kube.answers(PODS, protobuf(new byte[] {0, 0, 0, 2, (byte) 0xff, (byte) 0xff}));
        start();
        assertThat(thirdRequest()).isEqualTo(POD_LIST);
    }

    @Test
    void jsonIsReadWhereAServerAnswersJson() throws Exception {
        kube.answers(
                PODS,
                json(
                        "{\"kind\":\"PodList\",\"metadata\":{\"resourceVersion\":\"5\"},\"items\":["
                                + jsonPod("a", "1")
                                + ","
                                + jsonPod("b", "2")
                                + "]}"));
        kube.answers(
                PODS,
                json(
                        "{\"type\":\"DELETED\",\"object\":"
                                + jsonPod("a", "6")
                                + "}\n{\"type\":\"ADDED\",\"object\":"
                                + jsonPod("c", "7")
                                + "}\n{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":"
                                + "{\"resourceVersion\":\"9\"}}}\n"));
        ClusterView view = start().view();
        assertThat(thirdRequest()).contains("resourceVersion=9&");
        assertThat(names(view)).containsExactly("ns/b", "ns/c");
        PodRecord pod = found(view, "b");
        assertThat(pod.nodeName()).isEqualTo("node1");
        assertThat(pod.labels().toString()).isEqualTo("app=web");
        assertThat(pod.startMillis()).isEqualTo(1_000);
        assertThat(pod.uid()).isEqualTo("u-b");
    }

    @Test
    void nodesAreTheSameInJsonAndProtobuf() throws Exception {
        String list = new String(Capture.body("nodes-list.http"), StandardCharsets.UTF_8);
        kube.answers(NODES, json(list));
        ClusterView view = start().view();
        kube.nextRequest(NODES);
        kube.nextRequest(NODES);
        NodeRecord node = Objects.requireNonNull(view.node("node1"));
        assertThat(node.addresses())
                .containsExactly(
                        new NodeAddress("InternalIP", "10.200.0.10"),
                        new NodeAddress("Hostname", "node1"));
        assertThat(node.kubeletPort()).isEqualTo(10_250);
        assertThat(node.ready()).isTrue();
        assertThat(node.labels().value("kubernetes.io/os")).isEqualTo("linux");
        assertThat(node.resourceMetricsPath()).isNull();
    }

    @Test
    void listenersHearNodesComeChangeAndGo() throws Exception {
        kube.answers(NODES, nodes("5", node("n1", true), node("n2", true)));
        kube.answers(
                NODES,
                protobuf(
                        KubeBytes.joined(
                                KubeBytes.frame("MODIFIED", "Node", node("n1", true)),
                                KubeBytes.frame("MODIFIED", "Node", node("n1", false)),
                                KubeBytes.frame("ADDED", "Node", node("n3", true)),
                                KubeBytes.frame("DELETED", "Node", node("n2", true)))));
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        ClusterView view = new ClusterView();
        view.listen(new Hearing(heard));
        opened.addFirst(
                ClusterWatch.start(
                        (KubeApi) opened.getFirst(),
                        new ClusterConfig(""),
                        view,
                        System::nanoTime,
                        new Random(1)));
        kube.nextRequest(NODES);
        kube.nextRequest(NODES);
        kube.nextRequest(NODES);
        assertThat(heard)
                .containsExactly(
                        "added n1", "added n2", "changed n1 to unready", "added n3", "removed n2");
        assertThat(view.nodes()).extracting(NodeRecord::name).containsExactly("n1", "n3");
    }

    @Test
    void lateListenerHearsTheNodesThatAreThere() {
        NodeRecord node = new NodeRecord("n", "u", Labels.empty(), List.of(), 10_250, true, null);
        List<String> heard = new ArrayList<>();
        ClusterView.of(List.of(node), List.of()).listen(new Hearing(heard));
        assertThat(heard).containsExactly("added n");
    }

    @Test
    void nodeSelectorIsTheServersBusiness() throws Exception {
        start(" pool in (a,b) ");
        assertThat(kube.nextRequest(NODES).getPath())
                .isEqualTo(NODES + "?labelSelector=pool+in+%28a%2Cb%29&resourceVersion=0");
    }

    @Test
    void problemIsNamedAndEnds() throws Exception {
        kube.answers(
                PODS,
                new MockResponse()
                        .setResponseCode(403)
                        .setBody("{\"kind\":\"Status\",\"message\":\"pods is forbidden\"}"));
        kube.answers(PODS, pods("5"));
        ClusterWatch watch = start();
        kube.nextRequest(PODS);
        kube.nextRequest(PODS);
        assertThat(watch.problems())
                .anyMatch(problem -> problem.detail().equals("pods is forbidden"));
        kube.nextRequest(PODS);
        assertThat(watch.problems())
                .noneMatch(problem -> problem.detail().equals("pods is forbidden"));
    }

    private ClusterWatch start() {
        return start("");
    }

    private ClusterWatch start(String nodeSelector) {
        ClusterWatch watch =
                ClusterWatch.start(
                        (KubeApi) opened.getFirst(),
                        new ClusterConfig(nodeSelector),
                        new ClusterView(),
                        System::nanoTime,
                        new Random(1));
        opened.addFirst(watch);
        return watch;
    }

    /** The path of the third request: by then list and first watch have been applied. */
    private String thirdRequest() throws InterruptedException {
        kube.nextRequest(PODS);
        kube.nextRequest(PODS);
        return String.valueOf(kube.nextRequest(PODS).getPath());
    }

    private static PodRecord found(ClusterView view, String name) {
        return Objects.requireNonNull(view.pod("ns", name), name);
    }

    private static List<String> names(ClusterView view) {
        return view.pods().stream().map(pod -> pod.key().toString()).toList();
    }

    private static byte[] event(String type, ByteString pod) {
        return KubeBytes.frame(type, "Pod", pod);
    }

    private static MockResponse pods(String version, ByteString... pods) {
        return protobuf(KubeBytes.list("PodList", version, List.of(pods)));
    }

    private static MockResponse nodes(String version, ByteString... nodes) {
        return protobuf(KubeBytes.list("NodeList", version, List.of(nodes)));
    }

    private static MockResponse protobuf(byte[] body) {
        return new MockResponse()
                .setHeader("Content-Type", "application/vnd.kubernetes.protobuf;stream=watch")
                .setBody(new Buffer().write(body));
    }

    private static MockResponse json(String body) {
        return new MockResponse().setHeader("Content-Type", "application/json").setBody(body);
    }

    private static String jsonPod(String name, String version) {
        String pod =
                """
                {"metadata":{"name":"NAME","namespace":"ns","uid":"u-NAME","resourceVersion":"VERSION",
                "labels":{"app":"web"},"managedFields":[{"fieldsV1":{"f:metadata":{}}}]},
                "spec":{"containers":[{"name":"c"}],"nodeName":"node1","volumes":null},
                "status":{"phase":"Running","startTime":"1970-01-01T00:00:01Z","podIPs":[]}}\
                """;
        return pod.replace("NAME", name).replace("VERSION", version);
    }

    private static ByteString pod(String name, String version) {
        return pod(name, version, "Running", "node1");
    }

    private static ByteString pod(String name, String version, String phase, String node) {
        ItemMeta meta = new ItemMeta(name, "ns", "u-" + name, version, List.of("app", "web"), null);
        return KubeBytes.pod(new PodItem(meta, node, phase, 1_000));
    }

    private static ByteString node(String name, boolean ready) {
        ItemMeta meta = new ItemMeta(name, "", "u-" + name, "6", List.of(), null);
        return KubeBytes.node(new NodeItem(meta, List.of("InternalIP", "10.0.0.1"), 10_250, ready));
    }

    /** Writes down what it hears. */
    private record Hearing(List<String> heard) implements NodeListener {
        @Override
        public void added(NodeRecord node) {
            heard.add("added " + node.name());
        }

        @Override
        public void changed(NodeRecord before, NodeRecord now) {
            heard.add("changed " + now.name() + " to " + (now.ready() ? "ready" : "unready"));
        }

        @Override
        public void removed(NodeRecord node) {
            heard.add("removed " + node.name());
        }
    }
}
