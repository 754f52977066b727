package io.kubemeter.kubelet;

import static io.kubemeter.kubelet.ScrapeRig.CA;
import static io.kubemeter.kubelet.ScrapeRig.TOKEN;
import static io.kubemeter.kubelet.ScrapeRig.VALID;
import static io.kubemeter.kubelet.ScrapeRig.config;
import static io.kubemeter.kubelet.ScrapeRig.head;
import static io.kubemeter.kubelet.ScrapeRig.hurried;
import static io.kubemeter.kubelet.ScrapeRig.metrics;
import static io.kubemeter.kubelet.ScrapeRig.ok;
import static io.kubemeter.kubelet.ScrapeRig.order;
import static io.kubemeter.kubelet.ScrapeRig.serving;
import static io.kubemeter.kubelet.ScrapeRig.target;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.kubelet.ScrapeOutcome.Failed;
import io.kubemeter.kubelet.ScriptedKubelet.Script;
import io.kubemeter.kubelet.pool.PoolRuntime;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.PodKey;
import io.kubemeter.model.Reason;
import io.kubemeter.simulator.pki.Authority;
import io.kubemeter.simulator.pki.CertificateOrder;
import io.kubemeter.simulator.pki.CertificateOrder.Purpose;
import io.kubemeter.simulator.pki.CertificateOrder.Validity;
import io.kubemeter.simulator.pki.Credential;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every reason that a scrape can fail for, from a real server that misbehaves so. */
class ScrapeReasonTest {
    private static final String WEB = "{container=\"app\",namespace=\"shop\",pod=\"web\"}";

    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";

    @Test
    void noDescriptorForASocket() throws Exception {
        AtomicBoolean exhausted = new AtomicBoolean(true);
        ScrapeRuntime runtime = ScrapeRig.runtime();
        PoolRuntime pool = runtime.pool();
        ChannelFactory<? extends Channel> sockets = pool.channels();
        PoolRuntime scarce =
                new PoolRuntime(
                        () -> {
                            if (exhausted.get()) {
                                throw new ChannelException(new IOException("Too many open files"));
                            }
                            return sockets.newChannel();
                        },
                        pool.remote(),
                        pool.lookup(),
                        pool.lookups(),
                        pool.tls(),
                        pool.nanos(),
                        pool.clock());
        try (ScriptedKubelet kubelet =
                        ScriptedKubelet.tls(
                                serving("node1"), ScriptedKubelet.always(ok(metrics(5))));
                ScrapeRig rig =
                        new ScrapeRig(
                                config(KubeletVerification.NODE),
                                new ScrapeRuntime(runtime.loops(), true, scarce),
                                PodBindings.ALL)) {
            rig.scraper.upsert(target("node1", kubelet.port()));
            Failed failed = rig.awaitFailed("node1");
            assertThat(failed.reason()).isEqualTo(Reason.CONNECT_TIMEOUT);
            assertThat(failed.detail()).contains("Too many open files");
            exhausted.set(false);
            rig.awaitScraped("node1");
        }
    }

    @Test
    void anUnknownIssuer() {
        Authority stranger = Authority.create("kubernetes", VALID);
        untrusted(stranger.issue(order("node1")), Reason.ISSUER_UNTRUSTED);
        Authority named = Authority.create("someone", VALID);
        untrusted(named.issue(order("node1")), Reason.ISSUER_UNTRUSTED);
    }

    @Test
    void aSelfSignedKubelet() {
        Authority own = Authority.create("node1-ca@1795232242", VALID);
        untrusted(own.issue(order("node1")), Reason.SELF_SIGNED);
    }

    @Test
    void anotherNodesCertificate() {
        untrusted(serving("node2"), Reason.OTHER_NODE);
    }

    @Test
    void aCertificateForNoAddressOfTheNode() {
        var named =
                new CertificateOrder(
                        "kubelet",
                        List.of(),
                        List.of("elsewhere"),
                        List.of("10.1.2.3"),
                        Purpose.SERVER,
                        VALID);
        untrusted(CA.issue(named), Reason.NAME_MISMATCH);
    }

    @Test
    void anExpiredCertificate() {
        Validity past =
                new Validity(
                        ScrapeRig.NOW.minus(Duration.ofMinutes(50)),
                        ScrapeRig.NOW.minus(Duration.ofMinutes(10)));
        untrusted(CA.issue(order("node1").validity(past)), Reason.CERTIFICATE_EXPIRED);
    }

    @Test
    void aCertificateThatIsNotValidYet() {
        Validity future =
                new Validity(
                        ScrapeRig.NOW.plus(Duration.ofMinutes(5)),
                        ScrapeRig.NOW.plus(Duration.ofMinutes(50)));
        untrusted(CA.issue(order("node1").validity(future)), Reason.CERTIFICATE_EXPIRED);
    }

    @Test
    void aCertificateForClients() {
        untrusted(CA.issue(order("node1").purpose(Purpose.CLIENT)), Reason.NOT_SERVER_AUTH);
    }

    @Test
    void aKubeletWithoutCertificate() {
        Script alert80 =
                conversation -> {
                    conversation.read(new byte[4096]);
                    conversation.say(new byte[] {21, 3, 3, 0, 2, 2, 80});
                };
        bare(alert80, Reason.CSR_PENDING, "alert=80");
    }

    @Test
    void aPendingRequestIsNamedWithTheCommandThatApprovesIt() {
        requested(
                new ServingRequest("csr-x1", ServingRequest.State.PENDING, ""),
                Reason.CSR_PENDING,
                "repair='kubectl certificate approve csr-x1'");
    }

    @Test
    void aRequestThatCameToNothingIsNamedWithItsCondition() {
        requested(
                new ServingRequest("csr-x1", ServingRequest.State.REFUSED, "Denied Policy: no"),
                Reason.CSR_DENIED,
                "condition='Denied Policy: no'");
        requested(
                new ServingRequest("csr-x1", ServingRequest.State.UNSIGNED, ""),
                Reason.CSR_DENIED,
                "approved, not signed");
        requested(
                new ServingRequest("csr-x1", ServingRequest.State.ISSUED, ""),
                Reason.CSR_PENDING,
                "issued, not shown yet");
    }

    private static void requested(ServingRequest request, Reason reason, String detail) {
        Script alert80 =
                conversation -> {
                    conversation.read(new byte[4096]);
                    conversation.say(new byte[] {21, 3, 3, 0, 2, 2, 80});
                };
        PodBindings bindings =
                new PodBindings() {
                    @Override
                    public boolean isBoundTo(PodKey pod, NodeName node) {
                        return true;
                    }

                    @Override
                    public CompletionStage<@Nullable ServingRequest> servingRequest(NodeName node) {
                        return CompletableFuture.completedStage(
                                node.value().equals("node1") ? request : null);
                    }
                };
        try (ScriptedKubelet kubelet = ScriptedKubelet.bare(alert80);
                ScrapeRig rig = new ScrapeRig(hurried(), ScrapeRig.runtime(), bindings)) {
            rig.scraper.upsert(target("node1", kubelet.port()));
            String expected = "alert=80 address=127.0.0.1:" + kubelet.port() + " csr=csr-x1 ";
            assertThat(rig.awaitFailed("node1")).isEqualTo(new Failed(reason, expected + detail));
        }
    }

    @Test
    void anotherAlert() {
        Script alert40 =
                conversation -> {
                    conversation.read(new byte[4096]);
                    conversation.say(new byte[] {21, 3, 3, 0, 2, 2, 40});
                };
        bare(alert40, Reason.TLS_FAILED, "");
    }

    @Test
    void aServerThatSpeaksNoTls() {
        bare(conversation -> conversation.say(ok(metrics(1))), Reason.TLS_FAILED, "");
        bare(conversation -> {}, Reason.TLS_FAILED, "");
    }

    @Test
    void aServerThatHangsInTheHandshake() {
        Script silent =
                conversation -> {
                    conversation.read(new byte[4096]);
                    conversation.hang();
                };
        bare(silent, Reason.TIMEOUT, "phase=tls");
    }

    @Test
    void anAnswerThatNeverBegins() {
        Script silent =
                conversation -> {
                    conversation.request();
                    conversation.hang();
                };
        hung(silent, Reason.TIMEOUT, "phase=head");
    }

    @Test
    void aHeadThatNeverEnds() {
        Script silent =
                conversation -> {
                    conversation.request();
                    conversation.say("HTTP/1.1 200 OK\r\nContent-Ty");
                    conversation.hang();
                };
        hung(silent, Reason.TIMEOUT, "phase=head");
    }

    @Test
    void aBodyThatNeverEnds() {
        Script silent =
                conversation -> {
                    conversation.request();
                    conversation.say(head(200, "text/plain", 1000) + metrics(1));
                    conversation.hang();
                };
        hung(silent, Reason.TIMEOUT, "phase=body");
    }

    @Test
    void aBodyThatIsCut() {
        once(head(200, "text/plain", 1000) + metrics(1), Reason.CONNECTION_LOST, "phase=body");
        once(CHUNKED + "5\r\nabc", Reason.CONNECTION_LOST, "phase=body");
        once(CHUNKED + "3\r\nabc\r\n", Reason.CONNECTION_LOST, "phase=body");
    }

    @Test
    void aBodyThatOnlyTheConnectionEnds() {
        once(
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + metrics(1),
                Reason.CONNECTION_LOST,
                "neither");
        once(
                "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n" + metrics(1),
                Reason.CONNECTION_LOST,
                "neither");
    }

    @Test
    void aConnectionThatEndsWithoutAnAnswer() {
        once("", Reason.CONNECTION_LOST, "phase=head");
        Script reset =
                conversation -> {
                    conversation.request();
                    conversation.reset();
                };
        answered(reset, Reason.CONNECTION_LOST, "phase=head");
    }

    @Test
    void refusedCredentials() {
        once(head(401, "text/plain", 12) + "Unauthorized", Reason.UNAUTHENTICATED, "status=401");
    }

    @Test
    void noCredentialToShow() {
        try (ScriptedKubelet kubelet =
                        ScriptedKubelet.tls(
                                serving("node1"),
                                ScriptedKubelet.always(
                                        head(401, "text/plain", 12) + "Unauthorized"));
                ScrapeRig rig = ScrapeRig.start()) {
            rig.token.set(null);
            rig.rereadAll();
            rig.scraper.upsert(target("node1", kubelet.port()));
            assertThat(rig.awaitFailed("node1").reason()).isEqualTo(Reason.NO_CREDENTIAL);
            assertThat(kubelet.requests()).noneMatch(each -> each.contains("Authorization"));
        }
    }

    @Test
    void missingRights() {
        String now =
                "Forbidden (user=system:serviceaccount:default:default, verb=get,"
                        + " resource=nodes, subresource(s)=[metrics])\n";
        once(
                head(403, "text/plain", now.length()) + now,
                Reason.FORBIDDEN,
                "missing=nodes/metrics ");
        String before = "Forbidden (user=u, verb=get, resource=nodes, subresource=metrics)";
        once(
                head(403, "text/plain", before.length()) + before,
                Reason.FORBIDDEN,
                "missing=nodes/metrics ");
    }

    @Test
    void noSuchPath() {
        once(head(404, "text/plain", 19) + "404 page not found\n", Reason.NOT_SUPPORTED, "404");
    }

    @Test
    void otherStatuses() {
        once(head(500, "text/plain", 5) + "cause", Reason.HTTP_STATUS, "status=500 body='cause'");
        once(head(204, "text/plain", 0), Reason.HTTP_STATUS, "status=204");
        once(head(101, "text/plain", 0), Reason.HTTP_STATUS, "status=101");
        once(
                head(503, "text/plain", 100_000) + "y".repeat(100_000),
                Reason.HTTP_STATUS,
                "status=503");
    }

    @Test
    void redirects() {
        try (ScriptedKubelet elsewhere =
                ScriptedKubelet.tls(serving("node1"), ScriptedKubelet.always(ok(metrics(1))))) {
            once(
                    "HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1:"
                            + elsewhere.port()
                            + "/metrics/resource\r\nContent-Length: 0\r\n\r\n",
                    Reason.REDIRECTED,
                    "status=302");
            assertThat(elsewhere.connections()).isZero();
        }
    }

    @Test
    void contentThatIsNotMetricsText() {
        once(head(200, "text/html", 6) + "<html>", Reason.WRONG_CONTENT, "text/html");
        once(
                head(200, "application/vnd.google.protobuf; encoding=delimited", 1) + "x",
                Reason.WRONG_CONTENT,
                "content-type");
        once("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", Reason.WRONG_CONTENT, "content-type");
        encoded("Content-Encoding: gzip");
        encoded("Content-Encoding: br");
        encoded("Content-Encoding: identity\r\nContent-Encoding: gzip");
        once(
                CHUNKED.replace("chunked", "gzip, chunked") + "0\r\n\r\n",
                Reason.WRONG_CONTENT,
                "transfer-encoding");
        once(
                CHUNKED.replace("\r\n\r\n", "\r\nContent-Length: 3\r\n\r\n"),
                Reason.WRONG_CONTENT,
                "not HTTP/1.1");
    }

    private static void encoded(String header) {
        String answer =
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
                        + header
                        + "\r\nContent-Length: 1\r\n\r\nx";
        once(answer, Reason.WRONG_CONTENT, "encoding");
    }

    @Test
    void whatIsNotHttp() {
        once("SSH-2.0-OpenSSH_9.6\r\n\r\n", Reason.WRONG_CONTENT, "not HTTP/1.1");
        once(CHUNKED + "zz\r\n", Reason.WRONG_CONTENT, "not HTTP/1.1");
    }

    @Test
    void answersBeyondTheBound() {
        once(head(200, "text/plain", 1 << 30), Reason.TOO_LARGE, "bytes=1073741824");
        once(CHUNKED + "40001\r\n" + "#".repeat(0x40001) + "\r\n", Reason.TOO_LARGE, "max=262144");
        once("HTTP/1.1 200 OK\r\nX: " + "y".repeat(100_000), Reason.TOO_LARGE, "not HTTP/1.1");
    }

    @Test
    void linesThatCannotBeRead() {
        once(
                ok("node_cpu_usage_seconds_total x\n"),
                Reason.MALFORMED,
                "line=1 node_cpu_usage_seconds_total");
    }

    @Test
    void aKubeletThatReportsItsOwnError() {
        once(ok("resource_scrape_error 1\n"), Reason.SCRAPE_ERROR, "line=1");
    }

    @Test
    void anAnswerThatListsNothing() {
        once(ok("# nothing\n"), Reason.NO_CONTAINERS, "");
    }

    @Test
    void containersWithoutASampleBeyondZeros() {
        once(
                ok("container_start_time_seconds" + WEB + " 1.79e+09\n"),
                Reason.NO_CONTAINERS,
                "none of 1 containers");
        once(
                ok(
                        "container_cpu_usage_seconds_total"
                                + WEB
                                + " 0 1\ncontainer_memory_working_set_bytes"
                                + WEB
                                + " 0 1\n"),
                Reason.NO_CONTAINERS,
                "none of 1 containers");
    }

    @Test
    void aClockThatIsFarOff() {
        once(ok(metrics(3600)), Reason.CLOCK_SKEW, "offset_ms=-3600000");
        once(ok(metrics(-3600)), Reason.CLOCK_SKEW, "offset_ms=3600000");
    }

    @Test
    void nobodyListens() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        try (ScrapeRig rig = ScrapeRig.start()) {
            rig.scraper.upsert(target("node1", free));
            check(rig.awaitFailed("node1"), Reason.CONNECT_REFUSED, "");
        }
        try (ScrapeRig rig =
                new ScrapeRig(
                        config(KubeletVerification.NODE), ScrapeRig.jdkOnly(), PodBindings.ALL)) {
            rig.scraper.upsert(target("node1", free));
            check(rig.awaitFailed("node1"), Reason.CONNECT_REFUSED, "");
        }
    }

    @Test
    void noAnswerToTheConnectionAttempt() throws IOException {
        // A full backlog drops further attempts, as a firewall would.
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var first = new Socket(full.getInetAddress(), full.getLocalPort());
                var second = new Socket(full.getInetAddress(), full.getLocalPort());
                ScrapeRig rig = ScrapeRig.start(hurried())) {
            rig.scraper.upsert(target("node1", full.getLocalPort()));
            check(rig.awaitFailed("node1"), Reason.CONNECT_TIMEOUT, "127.0.0.1");
            assertThat(first.isConnected() && second.isConnected()).isTrue();
        }
    }

    @Test
    void aNameThatDoesNotResolve() {
        addressed(List.of("no-such-name.invalid"), Reason.NAME_UNRESOLVED);
    }

    @Test
    void noAddressThatMayBeDialled() {
        addressed(List.of(), Reason.NO_ADDRESS);
        addressed(List.of("0.0.0.0"), Reason.NO_ADDRESS);
        addressed(List.of("224.0.0.1", "::"), Reason.NO_ADDRESS);
        addressed(List.of("evil\r\nHost: x"), Reason.NO_ADDRESS);
    }

    private static void addressed(List<String> addresses, Reason reason) {
        try (ScrapeRig rig = ScrapeRig.start()) {
            rig.scraper.upsert(KubeletTarget.of(new NodeName("node1"), "uid", addresses, 10250));
            check(rig.awaitFailed("node1"), reason, "");
        }
    }

    /** A peer that is not proven: the reason, and not one byte within TLS from us. */
    private static void untrusted(Credential shown, Reason reason) {
        for (ScrapeRuntime runtime : List.of(ScrapeRig.runtime(), ScrapeRig.jdkOnly())) {
            try (ScriptedKubelet kubelet =
                            ScriptedKubelet.tls(shown, ScriptedKubelet.always(ok(metrics(1))));
                    ScrapeRig rig =
                            new ScrapeRig(
                                    config(KubeletVerification.NODE), runtime, PodBindings.ALL)) {
                rig.scraper.upsert(target("node1", kubelet.port()));
                check(rig.awaitFailed("node1"), reason, "");
                assertThat(kubelet.requests()).isEmpty();
                assertThat(kubelet.strayBytes()).isZero();
            }
        }
    }

    /** A proven kubelet that says this to the first request and closes. */
    private static void once(String answer, Reason reason, String detail) {
        Script script =
                conversation -> {
                    conversation.request();
                    conversation.say(answer);
                };
        answered(script, reason, detail);
    }

    private static void answered(Script script, Reason reason, String detail) {
        try (ScriptedKubelet kubelet = ScriptedKubelet.tls(serving("node1"), script);
                ScrapeRig rig = ScrapeRig.start()) {
            fails(rig, kubelet, reason, detail);
        }
    }

    private static void hung(Script script, Reason reason, String detail) {
        try (ScriptedKubelet kubelet = ScriptedKubelet.tls(serving("node1"), script);
                ScrapeRig rig = ScrapeRig.start(hurried())) {
            fails(rig, kubelet, reason, detail);
        }
    }

    private static void bare(Script script, Reason reason, String detail) {
        for (ScrapeRuntime runtime : List.of(ScrapeRig.runtime(), ScrapeRig.jdkOnly())) {
            try (ScriptedKubelet kubelet = ScriptedKubelet.bare(script);
                    ScrapeRig rig = new ScrapeRig(hurried(), runtime, PodBindings.ALL)) {
                fails(rig, kubelet, reason, detail);
            }
        }
    }

    private static void fails(
            ScrapeRig rig, ScriptedKubelet kubelet, Reason reason, String detail) {
        rig.scraper.upsert(target("node1", kubelet.port()));
        Failed failed = rig.awaitFailed("node1");
        check(failed, reason, detail);
        assertThat(rig.samples("node1").podCount()).isZero();
        assertThat(rig.samples("node1").node()).isNull();
    }

    private static void check(Failed failed, Reason reason, String detail) {
        assertThat(failed.reason()).as(failed.detail()).isEqualTo(reason);
        assertThat(failed.detail()).contains(detail).doesNotContain(TOKEN).doesNotContain("\n");
    }
}
