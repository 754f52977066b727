package io.kubemeter.kubelet;

import static io.kubemeter.kubelet.ScrapeRig.CA;
import static io.kubemeter.kubelet.ScrapeRig.TOKEN;
import static io.kubemeter.kubelet.ScrapeRig.config;
import static io.kubemeter.kubelet.ScrapeRig.hurried;
import static io.kubemeter.kubelet.ScrapeRig.metrics;
import static io.kubemeter.kubelet.ScrapeRig.ok;
import static io.kubemeter.kubelet.ScrapeRig.order;
import static io.kubemeter.kubelet.ScrapeRig.serving;
import static io.kubemeter.kubelet.ScrapeRig.target;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.kubelet.ScrapeOutcome.Failed;
import io.kubemeter.kubelet.ScrapeOutcome.Scraped;
import io.kubemeter.kubelet.ScriptedKubelet.Script;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.PodKey;
import io.kubemeter.model.Reason;
import io.kubemeter.simulator.pki.Authority;
import io.kubemeter.simulator.pki.CertificateOrder;
import io.kubemeter.simulator.pki.CertificateOrder.Purpose;
import io.kubemeter.simulator.pki.Credential;
import io.kubemeter.store.PodEntry;
import io.kubemeter.telemetry.Counter;
import io.netty.channel.epoll.Epoll;
import io.netty.handler.ssl.OpenSsl;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class KubeletScraperTest {
    private static final NodeName NODE = new NodeName("node1");
    private static final String CHUNKED_HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final PodKey POD = new PodKey("shop", "web");

    @Test
    void samplesOfAProvenKubeletAreStored() {
        try (ScriptedKubelet kubelet = kubelet(ScriptedKubelet.always(ok(metrics(3))));
                ScrapeRig rig = ScrapeRig.start()) {
            rig.scraper.upsert(target("node1", kubelet.port()));
            NodeScrapeState state = rig.awaitScraped("node1");

            assertThat(state.last()).isEqualTo(new Scraped(1));
            assertThat(state.unproven()).isNull();
            assertThat(rig.samples("node1").pod(POD)).isNotNull();
            assertThat(kubelet.requests().getFirst())
                    .startsWith("GET /metrics/resource HTTP/1.1\r\n")
                    .contains("\r\nHost: 127.0.0.1:" + kubelet.port() + "\r\n")
                    .contains("\r\nAccept-Encoding: identity\r\n")
                    .contains("\r\nUser-Agent: kubemeter/test\r\n")
                    .contains("\r\nAuthorization: Bearer " + TOKEN + "\r\n");
        }
    }

    @Test
    void nativeTransportAndTlsAreUsedWhereBuiltFor() {
        assertThat(Epoll.isAvailable()).isTrue();
        assertThat(OpenSsl.isAvailable()).isTrue();
    }

    @Test
    void theJdkAloneScrapesToo() {
        try (ScriptedKubelet kubelet = kubelet(ScriptedKubelet.always(ok(metrics(3))));
                ScrapeRig rig =
                        new ScrapeRig(
                                config(KubeletVerification.NODE),
                                ScrapeRig.jdkOnly(),
                                PodBindings.ALL)) {
            rig.scraper.upsert(target("node1", kubelet.port()));
            rig.awaitScraped("node1");
        }
    }

    @Test
    void oneConnectionIsKeptForManyScrapes() {
        try (ScriptedKubelet kubelet = kubelet(ScriptedKubelet.always(ok(metrics(3))));
                ScrapeRig rig = ScrapeRig.start()) {
            rig.scraper.upsert(target("node1", kubelet.port()));
            for (int i = 0; i < 4; i++) {
                rig.awaitScraped("node1");
            }
            assertThat(kubelet.connections()).isEqualTo(1);
        }
    }

    @Test
    void aKeptConnectionThatDiedIsReplacedWithinTheScrape() {
        Script onceEach =
                conversation -> {
                    conversation.request();
                    conversation.say(ok(metrics(3)));
                };
        try (ScriptedKubelet kubelet = kubelet(onceEach);
                ScrapeRig rig = ScrapeRig.start()) {
            rig.scraper.upsert(target("node1", kubelet.port()));
            for (int i = 0; i < 3; i++) {
                NodeScrapeState state = rig.await("node1", each -> true);
                assertThat(state.last()).isInstanceOf(Scraped.class);
            }
            assertThat(kubelet.connections()).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void aKeptConnectionThatWentSilentIsReplacedWithinTheScrape() {
        Script silentAfterOne =
                conversation -> {
                    conversation.request();
                    conversation.say(ok(metrics(3)));
                    if (conversation.number() == 1) {
                        conversation.request();
                        conversation.hang();
                    }
                };
        try (ScriptedKubelet kubelet = kubelet(silentAfterOne);
                ScrapeRig rig = ScrapeRig.start(hurried())) {
            rig.scraper.upsert(target("node1", kubelet.port()));
            rig.awaitScraped("node1");
            NodeScrapeState second = rig.await("node1", each -> true);
            assertThat(second.last()).isInstanceOf(Scraped.class);
            assertThat(kubelet.connections()).isEqualTo(2);
        }
    }

    @Test
    void aRemovedNodeIsForgotten() {
        try (ScriptedKubelet kubelet = kubelet(ScriptedKubelet.always(ok(metrics(3))));
                ScrapeRig rig = ScrapeRig.start()) {
            rig.scraper.upsert(target("node1", kubelet.port()));
            rig.scraper.upsert(target("other", kubelet.port()));
            rig.awaitScraped("node1");
            rig.scraper.remove(NODE);
            // One loop owns both: what it reports of the other comes after the removal.
            rig.await("other", state -> rig.scraper.state(NODE) == null);

            assertThat(rig.store.node(NODE)).isNull();
            assertThat(rig.telemetry.scrapes().nodes())
                    .noneMatch(each -> each.node().equals("node1"));
        }
    }

    @Test
    void aFailedScrapeKeepsWhatIsStoredAndIsCountedOnce() {
        Script goodThenBad =
                conversation -> {
                    conversation.request();
                    conversation.say(ok(metrics(3)));
                    while (conversation.request() != null) {
                        conversation.say(ScrapeRig.head(500, "text/plain", 4) + "oops");
                    }
                };
        try (ScriptedKubelet kubelet = kubelet(goodThenBad);
                ScrapeRig rig = ScrapeRig.start()) {
            rig.scraper.upsert(target("node1", kubelet.port()));
            rig.awaitScraped("node1");
            Failed failed = rig.awaitFailed("node1");

            assertThat(failed.reason()).isEqualTo(Reason.HTTP_STATUS);
            assertThat(failed.detail()).contains("status=500").contains("oops");
            assertThat(rig.samples("node1").pod(POD)).isNotNull();
            assertThat(rig.telemetry.scrapes().failures(Reason.HTTP_STATUS.label())).isEqualTo(1);
            assertThat(rig.scraper.failing(Reason.HTTP_STATUS)).isEqualTo(1);
        }
    }

    @Test
    void aNodeThatComesBackFailsForNoReasonAnyMore() {
        Script badThenGood =
                conversation -> {
                    conversation.request();
                    conversation.say(ScrapeRig.head(500, "text/plain", 4) + "oops");
                    while (conversation.request() != null) {
                        conversation.say(ok(metrics(3)));
                    }
                };
        try (ScriptedKubelet kubelet = kubelet(badThenGood);
                ScrapeRig rig = ScrapeRig.start()) {
            rig.scraper.upsert(target("node1", kubelet.port()));
            assertThat(rig.awaitFailed("node1").reason()).isEqualTo(Reason.HTTP_STATUS);
            NodeScrapeState state = rig.awaitScraped("node1");
            assertThat(state.failures()).isZero();
            assertThat(rig.scraper.failing(Reason.HTTP_STATUS)).isZero();
        }
    }

    @Test
    void oneBadNodeSpoilsOnlyItself() {
        Script endless =
                conversation -> {
                    conversation.request();
                    conversation.say(CHUNKED_HEAD);
                    while (true) {
                        conversation.say("1000\r\n" + "#".repeat(0x1000) + "\r\n");
                    }
                };
        try (ScriptedKubelet good = kubelet(ScriptedKubelet.always(ok(metrics(3))));
                ScriptedKubelet bad = ScriptedKubelet.tls(serving("node2"), endless);
                ScrapeRig rig = ScrapeRig.start()) {
            rig.scraper.upsert(target("node2", bad.port()));
            rig.scraper.upsert(target("node1", good.port()));
            assertThat(rig.awaitFailed("node2").reason()).isEqualTo(Reason.TOO_LARGE);
            for (int i = 0; i < 3; i++) {
                assertThat(rig.await("node1", each -> true).last()).isInstanceOf(Scraped.class);
            }
        }
    }

    @Test
    void anotherUidUnderTheSameNameStartsFromNothing() {
        try (ScriptedKubelet kubelet = kubelet(ScriptedKubelet.always(ok(metrics(3))));
                ScrapeRig rig = ScrapeRig.start()) {
            KubeletTarget first = target("node1", kubelet.port());
            rig.scraper.upsert(first);
            rig.awaitScraped("node1");
            Object before = rig.store.node(NODE);
            rig.scraper.upsert(
                    KubeletTarget.of(NODE, "another uid", first.addresses(), first.port()));
            rig.await("node1", state -> rig.store.node(NODE) != before);
            assertThat(kubelet.connections()).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void aNodeThatMovedIsDialledAtItsNewPlace() {
        try (ScriptedKubelet before = kubelet(ScriptedKubelet.always(ok(metrics(3))));
                ScriptedKubelet after = kubelet(ScriptedKubelet.always(ok(metrics(2))));
                ScrapeRig rig = ScrapeRig.start()) {
            rig.scraper.upsert(target("node1", before.port()));
            rig.awaitScraped("node1");
            rig.scraper.upsert(target("node1", after.port()));
            rig.await("node1", state -> !after.requests().isEmpty());
            assertThat(rig.store.node(NODE)).isNotNull();
        }
    }

    @Test
    void theNextAddressIsTriedWhenOneRefuses() {
        try (ScriptedKubelet kubelet =
                        ScriptedKubelet.tls(
                                serving("node1"), ScriptedKubelet.always(ok(metrics(3))));
                ScrapeRig rig = ScrapeRig.start()) {
            rig.scraper.upsert(
                    KubeletTarget.of(
                            NODE, "uid", List.of("127.0.0.9", "127.0.0.1"), kubelet.port()));
            rig.awaitScraped("node1");
        }
    }

    @Test
    void aDnsNameIsLookedUpAndTold() {
        try (ScriptedKubelet kubelet = kubelet(ScriptedKubelet.always(ok(metrics(3))));
                ScrapeRig rig = ScrapeRig.start()) {
            rig.scraper.upsert(KubeletTarget.of(NODE, "uid", List.of("localhost"), kubelet.port()));
            rig.awaitScraped("node1");
            assertThat(kubelet.requests().getFirst())
                    .contains("Host: localhost:" + kubelet.port() + "\r\n");
        }
    }

    @Test
    void newRootsAreTakenUpOnANewConnection() {
        try (ScriptedKubelet kubelet = kubelet(ScriptedKubelet.always(ok(metrics(3))));
                ScrapeRig rig = ScrapeRig.start()) {
            rig.scraper.upsert(target("node1", kubelet.port()));
            rig.awaitScraped("node1");
            var strangers = Authority.create("stranger", ScrapeRig.VALID);
            rig.tls.set(KubeletTls.trusting(List.of(strangers.certificate())));
            rig.rereadAll();
            assertThat(rig.awaitFailed("node1").reason()).isEqualTo(Reason.ISSUER_UNTRUSTED);
            rig.tls.set(KubeletTls.trusting(List.of(strangers.certificate(), CA.certificate())));
            rig.rereadAll();
            rig.awaitScraped("node1");
        }
    }

    @Test
    void rootsThatAreAddedMoveNoConnection() {
        try (ScriptedKubelet kubelet = kubelet(ScriptedKubelet.always(ok(metrics(3))));
                ScrapeRig rig = ScrapeRig.start()) {
            rig.scraper.upsert(target("node1", kubelet.port()));
            rig.awaitScraped("node1");
            var next = Authority.create("next", ScrapeRig.VALID);
            rig.tls.set(KubeletTls.trusting(List.of(CA.certificate(), next.certificate())));
            rig.rereadAll();
            rig.awaitScraped("node1");
            rig.awaitScraped("node1");
            assertThat(kubelet.connections()).isEqualTo(1);
            rig.tls.set(KubeletTls.trusting(List.of(next.certificate())));
            rig.rereadAll();
            assertThat(rig.awaitFailed("node1").reason()).isEqualTo(Reason.ISSUER_UNTRUSTED);
        }
    }

    @Test
    void aClientCertificateThatWasReplacedIsShownOnANewConnection() {
        CertificateOrder order =
                new CertificateOrder(
                        "scraper",
                        List.of("scrapers"),
                        List.of(),
                        List.of(),
                        Purpose.CLIENT,
                        ScrapeRig.VALID);
        try (ScriptedKubelet kubelet = kubelet(ScriptedKubelet.always(ok(metrics(3))));
                ScrapeRig rig = ScrapeRig.start()) {
            show(rig, CA.issue(order));
            rig.scraper.upsert(target("node1", kubelet.port()));
            rig.awaitScraped("node1");
            rig.awaitScraped("node1");
            assertThat(kubelet.connections()).isEqualTo(1);
            show(rig, CA.issue(order));
            rig.awaitScraped("node1");
            rig.awaitScraped("node1");
            assertThat(kubelet.connections()).isEqualTo(2);
            assertThat(kubelet.clientCertificates()).isEqualTo(2);
        }
    }

    private static void show(ScrapeRig rig, Credential client) {
        rig.tls.set(new KubeletTls(List.of(CA.certificate()), client.key(), client.chain()));
        rig.rereadAll();
    }

    @Test
    void aClientCertificateIsShownInsteadOfAToken() {
        Credential client =
                CA.issue(
                        new CertificateOrder(
                                "scraper",
                                List.of("scrapers"),
                                List.of(),
                                List.of(),
                                Purpose.CLIENT,
                                ScrapeRig.VALID));
        try (ScriptedKubelet kubelet = kubelet(ScriptedKubelet.always(ok(metrics(3))));
                ScrapeRig rig = ScrapeRig.start()) {
            rig.tls.set(new KubeletTls(List.of(CA.certificate()), client.key(), client.chain()));
            rig.rereadAll();
            rig.scraper.upsert(target("node1", kubelet.port()));
            rig.awaitScraped("node1");
            assertThat(kubelet.requests()).noneMatch(each -> each.contains("Authorization"));
            assertThat(kubelet.clientCertificates()).isEqualTo(1);
        }
    }

    @Test
    void aTokenThatWasReplacedIsUsedForOneRetry() {
        Script onlyNew =
                conversation -> {
                    String request = conversation.request();
                    while (request != null) {
                        boolean known = request.contains("Bearer new-token");
                        conversation.say(
                                known
                                        ? ok(metrics(3))
                                        : ScrapeRig.head(401, "text/plain", 12) + "Unauthorized");
                        request = conversation.request();
                    }
                };
        try (ScriptedKubelet kubelet = kubelet(onlyNew);
                ScrapeRig rig = ScrapeRig.start()) {
            rig.token.set(BearerToken.parse("new-token"));
            rig.scraper.upsert(target("node1", kubelet.port()));
            NodeScrapeState first = rig.await("node1", each -> true);
            assertThat(first.last()).isInstanceOf(Scraped.class);
            assertThat(kubelet.requests()).hasSize(2);
            assertThat(kubelet.connections()).isEqualTo(1);
        }
    }

    @Test
    void theKubeletsClockIsMeasured() {
        try (ScriptedKubelet kubelet = kubelet(ScriptedKubelet.always(dated(metrics(3), 90)));
                ScrapeRig rig = ScrapeRig.start()) {
            rig.scraper.upsert(target("node1", kubelet.port()));
            Duration offset = rig.awaitScraped("node1").clockOffset();
            assertThat(offset).isEqualTo(Duration.ofMillis(90_500));
            assertThat(rig.telemetry.scrapes().node("node1").clockOffsetMillis()).isEqualTo(90_500);
        }
    }

    @Test
    void oldSamplesOfARightClockBlameNoClock() {
        try (ScriptedKubelet kubelet = kubelet(ScriptedKubelet.always(dated(metrics(3600), 0)));
                ScrapeRig rig = ScrapeRig.start()) {
            rig.scraper.upsert(target("node1", kubelet.port()));
            assertThat(rig.await("node1", any -> true).last()).isEqualTo(new Scraped(1));
            assertThat(rig.samples("node1").node()).isNull();
        }
    }

    @Test
    void aWrongClockIsBlamedWithBothOffsets() {
        try (ScriptedKubelet kubelet =
                        kubelet(ScriptedKubelet.always(dated(metrics(3600), -3597)));
                ScrapeRig rig = ScrapeRig.start()) {
            rig.scraper.upsert(target("node1", kubelet.port()));
            Failed failed = rig.awaitFailed("node1");
            assertThat(failed.reason()).isEqualTo(Reason.CLOCK_SKEW);
            assertThat(failed.detail()).isEqualTo("offset_ms=-3600000 date_offset_ms=-3596500");
        }
    }

    @Test
    void nodesThatSwapTheirAddressesAreProvenAnew() {
        try (ScriptedKubelet one = kubelet(ScriptedKubelet.always(ok(metrics(3))));
                ScriptedKubelet two =
                        ScriptedKubelet.tls(
                                serving("node2"), ScriptedKubelet.always(ok(metrics(3))));
                ScrapeRig rig = ScrapeRig.start()) {
            rig.scraper.upsert(target("node1", one.port()));
            rig.awaitScraped("node1");
            rig.scraper.upsert(target("node1", two.port()));
            NodeScrapeState swapped = rig.await("node1", state -> state.reason() != null);
            assertThat(swapped.reason()).isEqualTo(Reason.OTHER_NODE);
            assertThat(two.requests()).isEmpty();
        }
    }

    @Test
    void aPodOfTheYearOneIsRefusedAlone() {
        String old = "{container=\"app\",namespace=\"shop\",pod=\"old\"}";
        String body =
                metrics(3)
                        + "container_cpu_usage_seconds_total"
                        + old
                        + " 5 -62135596800000\ncontainer_memory_working_set_bytes"
                        + old
                        + " 1000 -62135596800000\n";
        try (ScriptedKubelet kubelet = kubelet(ScriptedKubelet.always(ok(body)));
                ScrapeRig rig = ScrapeRig.start()) {
            rig.scraper.upsert(target("node1", kubelet.port()));
            assertThat(rig.await("node1", any -> true).last()).isEqualTo(new Scraped(2));
            assertThat(rig.samples("node1").node()).isNotNull();
            PodEntry web = Objects.requireNonNull(rig.samples("node1").pod(POD));
            assertThat(web.series(0).ring().isEmpty()).isFalse();
            assertThat(rig.telemetry.value(Counter.IMPOSSIBLE_PODS)).isPositive();
            assertThat(rig.scraper.refusedPods(NODE))
                    .containsExactly(Map.entry(new PodKey("shop", "old"), Reason.IMPOSSIBLE_VALUE));
        }
    }

    @Test
    void whereOnlyRefusedPodsAreListedNoClockIsBlamed() {
        String old = "{container=\"app\",namespace=\"shop\",pod=\"old\"} ";
        String body = "container_cpu_usage_seconds_total" + old + "5 -62135596800000\n";
        try (ScriptedKubelet kubelet = kubelet(ScriptedKubelet.always(ok(body)));
                ScrapeRig rig = ScrapeRig.start()) {
            rig.scraper.upsert(target("node1", kubelet.port()));
            assertThat(rig.await("node1", any -> true).last()).isEqualTo(new Scraped(1));
        }
    }

    @Test
    void podsOfOtherNodesAreRefused() {
        PodBindings elsewhere =
                new PodBindings() {
                    @Override
                    public boolean isBoundTo(PodKey pod, NodeName node) {
                        return false;
                    }

                    @Override
                    public boolean isBoundElsewhere(PodKey pod, NodeName node) {
                        return true;
                    }
                };
        try (ScriptedKubelet kubelet = kubelet(ScriptedKubelet.always(ok(metrics(3))));
                ScrapeRig rig =
                        new ScrapeRig(
                                config(KubeletVerification.NODE), ScrapeRig.runtime(), elsewhere)) {
            rig.scraper.upsert(target("node1", kubelet.port()));
            rig.awaitScraped("node1");
            assertThat(rig.samples("node1").podCount()).isZero();
            assertThat(rig.telemetry.value(Counter.FOREIGN_PODS)).isPositive();
        }
    }

    @Test
    void noneTalksToAnUnprovenPeerAndSaysSo() {
        try (ScriptedKubelet kubelet =
                        ScriptedKubelet.tls(
                                CA.issue(order("other")), ScriptedKubelet.always(ok(metrics(3))));
                ScrapeRig rig = ScrapeRig.start(config(KubeletVerification.NONE))) {
            rig.scraper.upsert(target("node1", kubelet.port()));
            NodeScrapeState state = rig.awaitScraped("node1");
            assertThat(state.unproven()).isEqualTo(Reason.OTHER_NODE);
            assertThat(state.unprovenDetail()).contains("system:node:other");
            assertThat(kubelet.requests().getFirst()).contains("Bearer " + TOKEN);
        }
    }

    /** An answer of a kubelet whose clock is so far ahead. */
    private static String dated(String body, int aheadSeconds) {
        String date =
                DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                        .format(ScrapeRig.NOW.plusSeconds(aheadSeconds).atOffset(ZoneOffset.UTC));
        return ok(body).replace("\r\n\r\n", "\r\nDate: " + date + "\r\n\r\n");
    }

    private static ScriptedKubelet kubelet(Script script) {
        return ScriptedKubelet.tls(serving("node1"), script);
    }
}
