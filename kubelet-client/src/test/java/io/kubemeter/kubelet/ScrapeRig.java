package io.kubemeter.kubelet;

import io.kubemeter.kubelet.ScrapeOutcome.Failed;
import io.kubemeter.kubelet.ScrapeOutcome.Scraped;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.Reason;
import io.kubemeter.simulator.pki.Authority;
import io.kubemeter.simulator.pki.CertificateOrder;
import io.kubemeter.simulator.pki.CertificateOrder.Purpose;
import io.kubemeter.simulator.pki.CertificateOrder.Validity;
import io.kubemeter.simulator.pki.Credential;
import io.kubemeter.store.NodeSamples;
import io.kubemeter.store.SampleStore;
import io.kubemeter.store.StoreRules;
import io.kubemeter.telemetry.Telemetry;
import io.netty.handler.ssl.SslProvider;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A scraper over real sockets, a cluster CA, and a queue of what the scraper reports. */
final class ScrapeRig implements AutoCloseable {
    static final String TOKEN = "secret-token";

    /** The wall clock of all tests here: certificates and samples are made for it. */
    static final Instant NOW = Instant.ofEpochMilli(1_795_232_350_000L);

    static final Validity VALID =
            new Validity(NOW.minus(Duration.ofHours(1)), NOW.plus(Duration.ofHours(24)));
    static final Authority CA = Authority.create("kubernetes", VALID);

    private static final long WAIT_SECONDS = 20;

    final AtomicReference<@Nullable BearerToken> token =
            new AtomicReference<>(BearerToken.parse(TOKEN));
    final AtomicReference<KubeletTls> tls =
            new AtomicReference<>(KubeletTls.trusting(List.of(CA.certificate())));
    final SampleStore store = new SampleStore(StoreRules.of(15_000));
    final Telemetry telemetry =
            new Telemetry(15_000, Arrays.stream(Reason.values()).map(Reason::label).toList());
    final KubeletScraper scraper;
    private final Swappable<@Nullable BearerToken> tokens = new Swappable<>(token);
    private final Swappable<KubeletTls> material = new Swappable<>(tls);
    private final BlockingQueue<NodeScrapeState> reports = new LinkedBlockingQueue<>();

    ScrapeRig(KubeletConfig config, ScrapeRuntime runtime, PodBindings bindings) {
        KubeletAccess access = new KubeletAccess(tokens, material);
        scraper = KubeletScraper.start(config, access, store, telemetry, bindings, runtime);
        scraper.listen(reports::add);
    }

    static ScrapeRig start() {
        return start(config(KubeletVerification.NODE));
    }

    static ScrapeRig start(KubeletConfig config) {
        return new ScrapeRig(config, runtime(), PodBindings.ALL);
    }

    static ScrapeRuntime runtime() {
        return ScrapeRuntime.system(1, System::nanoTime, InstantSource.fixed(NOW));
    }

    static ScrapeRuntime jdkOnly() {
        return ScrapeRuntime.nio(1, System::nanoTime, InstantSource.fixed(NOW))
                .withTls(SslProvider.JDK);
    }

    /** Deadlines that no slow machine passes. */
    static KubeletConfig config(KubeletVerification verification) {
        return config(verification, Duration.ofSeconds(20));
    }

    /** Short deadlines: a hung phase is found within two seconds. */
    static KubeletConfig hurried() {
        return config(KubeletVerification.NODE, Duration.ofMillis(2500));
    }

    private static KubeletConfig config(KubeletVerification verification, Duration timeout) {
        return new KubeletConfig(
                Duration.ofMillis(800),
                timeout,
                verification,
                StatsSummary.OFF,
                256 << 10,
                true,
                Set.of(),
                Duration.ofMinutes(5),
                "kubemeter/test");
    }

    /** What the kubelet-serving signer makes for a node at loopback. */
    static CertificateOrder order(String node) {
        return new CertificateOrder(
                "system:node:" + node,
                List.of("system:nodes"),
                List.of(node),
                List.of("127.0.0.1"),
                Purpose.SERVER,
                VALID);
    }

    static Credential serving(String node) {
        return CA.issue(order(node));
    }

    static KubeletTarget target(String node, int port) {
        return KubeletTarget.of(new NodeName(node), "uid-" + node, List.of("127.0.0.1"), port);
    }

    /** An answer with one container, its sample {@code ageSeconds} old. */
    static String metrics(int ageSeconds) {
        long at = NOW.toEpochMilli() - ageSeconds * 1000L;
        return "node_cpu_usage_seconds_total 100.5 "
                + at
                + "\nnode_memory_working_set_bytes 1e+09 "
                + at
                + "\ncontainer_cpu_usage_seconds_total{container=\"app\",namespace=\"shop\",pod=\"web\"} 5 "
                + at
                + "\ncontainer_memory_working_set_bytes{container=\"app\",namespace=\"shop\",pod=\"web\"} 1000 "
                + at
                + "\n";
    }

    static String ok(String body) {
        return head(200, "text/plain; version=0.0.4", body.length()) + body;
    }

    static String head(int status, String type, int length) {
        return "HTTP/1.1 "
                + status
                + " Some\r\nContent-Type: "
                + type
                + "\r\nContent-Length: "
                + length
                + "\r\n\r\n";
    }

    /** Scrapes one node until a report fits. */
    NodeScrapeState await(String node, Predicate<NodeScrapeState> fits) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        NodeScrapeState last = null;
        while (System.nanoTime() - end < 0) {
            NodeScrapeState next = poll();
            if (next != null && next.node().value().equals(node)) {
                last = next;
                if (fits.test(next)) {
                    return next;
                }
            }
        }
        throw new AssertionError("no fitting report of " + node + ", the last one: " + last);
    }

    NodeScrapeState awaitScraped(String node) {
        return await(node, state -> state.last() instanceof Scraped);
    }

    Failed awaitFailed(String node) {
        NodeScrapeState state = await(node, each -> each.last() instanceof Failed);
        if (state.last() instanceof Failed failed) {
            return failed;
        }
        throw new AssertionError(state);
    }

    private @Nullable NodeScrapeState poll() {
        try {
            return reports.poll(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    NodeSamples samples(String node) {
        return Objects.requireNonNull(store.node(new NodeName(node)));
    }

    /** As the scraper does every ten seconds. */
    void rereadAll() {
        tokens.reread();
        material.reread();
    }

    @Override
    public void close() {
        scraper.close();
    }
}
