package io.kubemeter.simulator.kubelet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubemeter.simulator.pki.CertificateOrder.Purpose;
import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.world.Refresh;
import io.kubemeter.simulator.world.SimulatedNode;
import io.kubemeter.simulator.world.World;
import io.kubemeter.simulator.world.WorldShape;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Fake kubelets over real sockets, called by a client that verifies them. */
class KubeletFleetTest {
    private static final String GOOD = "Authorization: Bearer good";
    private static final InstantSource CLOCK = InstantSource.system();
    private static final EventLoopGroup LOOPS =
            new MultiThreadIoEventLoopGroup(
                    1,
                    Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    private static World world;
    private static ClusterPki pki;
    private static KubeletFleet fleet;

    @BeforeAll
    static void start() throws IOException {
        WorldShape shape = new WorldShape(3, 20, 2, 42, Refresh.about(Duration.ofSeconds(1)), 0);
        world = World.of(shape, CLOCK);
        pki = ClusterPki.create(CLOCK);
        fleet = KubeletFleet.start(world, pki, new OneToken(), KubeletTransport.sockets(LOOPS));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        fleet.close();
        LOOPS.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
    }

    @AfterEach
    void heal() {
        fleet.heal("node-01").join();
    }

    private static SimulatedNode node(int number) {
        SimulatedNode node = world.node("node-0" + number);
        if (node == null) {
            throw new AssertionError("no node " + number);
        }
        return node;
    }

    private static KubeletCaller dial() throws Exception {
        return KubeletCaller.dial(node(1), pki);
    }

    private static String get(String path, String... headers) throws Exception {
        try (KubeletCaller caller = dial()) {
            return caller.get(path, headers);
        }
    }

    @Test
    void eachNodeShowsItsOwnCertificate() throws Exception {
        for (int number = 1; number <= 3; number++) {
            try (KubeletCaller caller = KubeletCaller.dial(node(number), pki)) {
                assertThat(caller.peer().getSubjectX500Principal().getName())
                        .isEqualTo("CN=system:node:node-0" + number + ",O=system:nodes");
            }
        }
    }

    @Test
    void oneConnectionServesManyScrapes() throws Exception {
        try (KubeletCaller caller = dial()) {
            for (int i = 0; i < 3; i++) {
                String answer = caller.get("/metrics/resource", GOOD);
                assertThat(answer).contains("\r\nTransfer-Encoding: chunked\r\n\r\n# HELP");
                assertThat(answer).endsWith("\nresource_scrape_error 0\n");
                assertThat(answer.lines().filter(it -> it.startsWith("container_cpu"))).hasSize(40);
            }
        }
    }

    @Test
    void headersAndRefusalsAreAsCaptured() throws Exception {
        same(get("/metrics/resource"), "no-credential.http");
        same(get("/metrics/resource", "Authorization: Bearer bad"), "bad-token.http");
        String powerless = "Authorization: Bearer powerless";
        same(get("/metrics/resource", powerless), "forbidden.http");
        same(get("/stats/summary", powerless), "forbidden-summary.http");
        same(get("/nothing/here", GOOD), "unknown-path.http");
        try (KubeletCaller caller = dial()) {
            same(caller.call("HEAD", "/metrics/resource", GOOD), "head.http");
            String answer = caller.get("/metrics/resource", GOOD);
            String resource = ResourceBodyContract.capture("resource.http");
            same(headOf(answer), headOf(resource), "resource.http");
        }
    }

    private static String headOf(String answer) {
        return answer.substring(0, answer.indexOf("\r\n\r\n") + 4);
    }

    private static void same(String answer, String captureName) throws IOException {
        same(answer, ResourceBodyContract.capture(captureName), captureName);
    }

    private static void same(String answer, String capture, String name) {
        assertThat(timeless(answer)).as(name).isEqualTo(timeless(capture));
    }

    private static String timeless(String answer) {
        return answer.replaceAll("Date: [^\r]*", "Date: then")
                .replaceAll("Process-Start-Time-Unix: [0-9]+", "Process-Start-Time-Unix: 1");
    }

    @Test
    void gzipIsGivenToThoseWhoAsk() throws Exception {
        try (KubeletCaller caller = dial()) {
            caller.send("GET", "/metrics/resource", GOOD, "Accept-Encoding: gzip");
            String head = caller.head();
            assertThat(head).startsWith("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n");
            byte[] body = caller.body("GET", head);
            String text =
                    new String(
                            new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes(),
                            UTF_8);
            assertThat(text).endsWith("\nresource_scrape_error 0\n");
        }
    }

    @Test
    void clientCertificatesStandForTokens() throws Exception {
        try (KubeletCaller caller = KubeletCaller.dial(node(1), pki, pki.admin(), 5_000)) {
            assertThat(caller.get("/metrics/resource")).startsWith("HTTP/1.1 200 OK");
        }
        ClusterPki stranger = ClusterPki.create(CLOCK);
        try (KubeletCaller caller = KubeletCaller.dial(node(1), pki, stranger.admin(), 5_000)) {
            assertThat(caller.get("/metrics/resource")).startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void podsThatComeAndGoAreSeenAtOnce() throws Exception {
        var pod = world.addPod(world.deployments().getFirst(), "node-02");
        try (KubeletCaller caller = KubeletCaller.dial(node(2), pki)) {
            assertThat(caller.get("/stats/summary", GOOD)).contains("\"" + pod.uid() + "\"");
            world.deletePod(pod.namespace(), pod.name());
            assertThat(caller.get("/stats/summary", GOOD)).doesNotContain(pod.uid());
        }
    }

    @Test
    void nodesThatComeCanBeCalled() throws Exception {
        SimulatedNode added = world.addNode();
        fleet.heal(added.name()).join();
        SimulatedNode late = world.node(added.name());
        assertThat(late).isNotNull();
        if (late != null) {
            world.changeNode(late.name(), it -> it.withKubeletPort(fleet.port()));
            try (KubeletCaller caller =
                    KubeletCaller.dial(late.withKubeletPort(fleet.port()), pki)) {
                assertThat(caller.get("/metrics/resource", GOOD)).contains("node_cpu_usage");
            }
        }
        world.removeNode(added.name());
    }

    @Test
    void moreThanAThousandShareOneListener() throws Exception {
        WorldShape shape = new WorldShape(1_001, 0, 1, 7, Refresh.KUBELET, 0);
        World large = World.of(shape, CLOCK);
        try (KubeletFleet shared =
                KubeletFleet.start(large, pki, new OneToken(), KubeletTransport.sockets(LOOPS))) {
            for (String name : List.of("node-0001", "node-0999")) {
                SimulatedNode node = large.node(name);
                assertThat(node).isNotNull();
                if (node != null) {
                    try (KubeletCaller caller = KubeletCaller.dial(node, pki)) {
                        assertThat(caller.peer().getSubjectX500Principal().getName())
                                .startsWith("CN=system:node:" + name);
                        assertThat(caller.get("/metrics/resource", GOOD)).contains(" 200 OK");
                    }
                }
            }
            try (Socket stranger = new Socket(InetAddress.getLoopbackAddress(), shared.port())) {
                assertThatThrownBy(() -> stranger.getInputStream().read())
                        .isInstanceOf(SocketException.class);
            }
        }
    }

    @Test
    void refusedConnectionsAreRefusedUntilHealed() throws Exception {
        fleet.inject("node-01", new Fault.Refused()).join();
        assertThatThrownBy(KubeletFleetTest::dial).isInstanceOf(ConnectException.class);
        fleet.heal("node-01").join();
        assertThat(get("/metrics/resource", GOOD)).startsWith("HTTP/1.1 200");
    }

    @Test
    void blackHolesDoNotAnswer() throws Exception {
        fleet.inject("node-01", new Fault.Blackholed()).join();
        try (Socket socket = new Socket()) {
            var address = new InetSocketAddress(node(1).address(), fleet.port());
            assertThatThrownBy(() -> socket.connect(address, 300))
                    .isInstanceOf(SocketTimeoutException.class);
        }
        fleet.heal("node-01").join();
        assertThat(get("/metrics/resource", GOOD)).startsWith("HTTP/1.1 200");
    }

    @Test
    void alertEightyIsAPendingRequest() {
        fleet.inject("node-01", new Fault.Alerted(80)).join();
        assertThatThrownBy(KubeletFleetTest::dial)
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("internal_error");
    }

    @Test
    void wrongCertificatesAreShownAndNotTrusted() {
        shows((node, keys) -> keys.kubeletSelfSigned(node.name()), "PKIX path");
        shows((node, keys) -> keys.kubeletServing("node-02", List.of("127.9.9.9")), "127.16.0.1");
        shows(
                (node, keys) ->
                        keys.cluster()
                                .issue(
                                        keys.kubeletOrder(node.name(), List.of(node.address()))
                                                .purpose(Purpose.CLIENT)),
                "server authentication");
    }

    @Test
    void certificateInTheMakingIsNotShownAfterTheFault() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch made = new CountDownLatch(1);
        Fault slow =
                new Fault.Shows((node, keys) -> {
                    asked.countDown();
                    awaited(made);
                    return keys.kubeletSelfSigned(node.name());
                });
        fleet.inject("node-01", slow).join();
        Thread early = Thread.ofPlatform().start(() -> fleet.kubelet("node-01").credential());
        awaited(asked);
        fleet.heal("node-01").join();
        made.countDown();
        assertThat(early.join(Duration.ofSeconds(10))).isTrue();
        X509Certificate shown = fleet.kubelet("node-01").credential().chain().getFirst();
        assertThat(shown.getIssuerX500Principal())
                .isEqualTo(pki.cluster().certificate().getSubjectX500Principal());
    }

    private static void awaited(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void shows(Fault.CertificateSource source, String message) {
        fleet.inject("node-01", new Fault.Shows(source)).join();
        assertThatThrownBy(KubeletFleetTest::dial)
                .isInstanceOf(SSLException.class)
                .hasStackTraceContaining(message);
    }

    @Test
    void answersCanBeEditedAndCutShort() throws Exception {
        fleet.inject(
                        "node-01",
                        new Fault.Answers(
                                it -> it.edited(body -> body.replace("# HELP", "# help"))))
                .join();
        assertThat(get("/metrics/resource", GOOD)).contains("# help").doesNotContain("# HELP");
        fleet.inject("node-01", new Fault.Answers(Exchange::reset)).join();
        assertThatThrownBy(() -> get("/metrics/resource", GOOD)).isInstanceOf(IOException.class);
    }

    @Test
    void aFrozenClockRepeatsItsSamples() throws Exception {
        long then = CLOCK.instant().minusSeconds(5).toEpochMilli();
        fleet.inject("node-01", new Fault.Answers(it -> it.asOf(then).honest())).join();
        try (KubeletCaller caller = dial()) {
            String first = caller.get("/metrics/resource", GOOD);
            String second = caller.get("/metrics/resource", GOOD);
            assertThat(second.substring(headOf(second).length()))
                    .isEqualTo(first.substring(headOf(first).length()));
        }
    }
}
