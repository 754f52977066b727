package io.kubemeter.kubelet;

import static io.kubemeter.kubelet.ScrapeRig.head;
import static io.kubemeter.kubelet.ScrapeRig.metrics;
import static io.kubemeter.kubelet.ScrapeRig.ok;
import static io.kubemeter.kubelet.ScrapeRig.serving;
import static io.kubemeter.kubelet.ScrapeRig.target;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.kubelet.ScrapeOutcome.Failed;
import io.kubemeter.kubelet.ScrapeOutcome.Scraped;
import io.kubemeter.kubelet.ScriptedKubelet.Script;
import io.kubemeter.model.PodKey;
import io.kubemeter.model.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SummaryFallbackTest {
    private static final String NOT_FOUND = head(404, "text/plain", 19) + "404 page not found\n";
    private static final String FORBIDDEN = head(403, "text/plain", 9) + "Forbidden";
    private static final String NO_CONTAINERS =
            ok(metrics(3).lines().limit(2).reduce("", (a, b) -> a + b + "\n"));
    private static final String SUMMARY = summary();

    @Test
    void aKubeletWithoutResourceMetricsIsReadByItsSummary() {
        try (ScriptedKubelet kubelet = kubelet(NOT_FOUND, SUMMARY);
                ScrapeRig rig = start(StatsSummary.AUTO)) {
            rig.scraper.upsert(target("node1", kubelet.port()));
            assertThat(rig.await("node1", any -> true).last()).isEqualTo(new Scraped(10));
            assertThat(rig.samples("node1").pod(new PodKey("shop", "idle"))).isNotNull();
            rig.awaitScraped("node1");
            assertThat(kubelet.requests().stream().filter(each -> each.contains("/resource")))
                    .hasSize(1);
            assertThat(kubelet.connections()).isEqualTo(1);
        }
    }

    @Test
    void aKubeletThatListsNoContainersIsReadByItsSummary() {
        try (ScriptedKubelet kubelet = kubelet(NO_CONTAINERS, SUMMARY);
                ScrapeRig rig = start(StatsSummary.AUTO)) {
            rig.scraper.upsert(target("node1", kubelet.port()));
            assertThat(rig.await("node1", any -> true).last()).isEqualTo(new Scraped(10));
        }
    }

    @Test
    void containersThatShowOnlyZerosAreReadByTheSummary() {
        try (ScriptedKubelet kubelet =
                        kubelet(
                                ok(metrics(3).replace(" 5 ", " 0 ").replace(" 1000 ", " 0 ")),
                                SUMMARY);
                ScrapeRig rig = start(StatsSummary.AUTO)) {
            rig.scraper.upsert(target("node1", kubelet.port()));
            assertThat(rig.await("node1", any -> true).last()).isEqualTo(new Scraped(10));
        }
    }

    @Test
    void aNodeWithoutContainersIsStoredWhenTheSummaryIsForbidden() {
        try (ScriptedKubelet kubelet = kubelet(NO_CONTAINERS, FORBIDDEN);
                ScrapeRig rig = start(StatsSummary.AUTO)) {
            rig.scraper.upsert(target("node1", kubelet.port()));
            for (int i = 0; i < 3; i++) {
                assertThat(rig.await("node1", any -> true).last()).isEqualTo(new Scraped(0));
            }
            assertThat(rig.samples("node1").node()).isNotNull();
            assertThat(kubelet.requests().stream().filter(each -> each.contains("/stats")))
                    .hasSize(1);
        }
    }

    @Test
    void aFallBackThatIsForbiddenIsNamed() {
        try (ScriptedKubelet kubelet = kubelet(NOT_FOUND, FORBIDDEN);
                ScrapeRig rig = start(StatsSummary.AUTO)) {
            rig.scraper.upsert(target("node1", kubelet.port()));
            Failed failed = rig.awaitFailed("node1");
            assertThat(failed.reason()).isEqualTo(Reason.NOT_SUPPORTED);
            assertThat(failed.detail()).contains("fall-back=forbidden");
        }
    }

    @Test
    void withoutFallBackNoSummaryIsAsked() {
        try (ScriptedKubelet kubelet = kubelet(NOT_FOUND, SUMMARY);
                ScrapeRig rig = start(StatsSummary.OFF)) {
            rig.scraper.upsert(target("node1", kubelet.port()));
            assertThat(rig.awaitFailed("node1").reason()).isEqualTo(Reason.NOT_SUPPORTED);
            assertThat(kubelet.requests()).noneMatch(each -> each.contains("/stats"));
        }
    }

    @Test
    void alwaysAsksTheSummaryAlone() {
        try (ScriptedKubelet kubelet = kubelet(ok(metrics(3)), SUMMARY);
                ScrapeRig rig = start(StatsSummary.ALWAYS)) {
            rig.scraper.upsert(target("node1", kubelet.port()));
            assertThat(rig.awaitScraped("node1").last()).isEqualTo(new Scraped(10));
            assertThat(kubelet.requests()).noneMatch(each -> each.contains("/resource"));
        }
    }

    @Test
    void aSummaryThatCannotBeReadFailsTheScrape() {
        try (ScriptedKubelet kubelet = kubelet(NOT_FOUND, head(200, "application/json", 1) + "{");
                ScrapeRig rig = start(StatsSummary.ALWAYS)) {
            rig.scraper.upsert(target("node1", kubelet.port()));
            assertThat(rig.awaitFailed("node1").reason()).isEqualTo(Reason.MALFORMED);
        }
    }

    private static ScrapeRig start(StatsSummary mode) {
        KubeletConfig plain = ScrapeRig.config(KubeletVerification.NODE);
        return ScrapeRig.start(
                new KubeletConfig(
                        plain.resolution(),
                        plain.requestTimeout(),
                        plain.verification(),
                        mode,
                        plain.maxScrapeBytes(),
                        plain.allowLocalAddresses(),
                        plain.refusedAddresses(),
                        plain.maxClockSkew(),
                        plain.userAgent()));
    }

    private static ScriptedKubelet kubelet(String resource, String summary) {
        Script script =
                conversation -> {
                    String request = conversation.request();
                    while (request != null) {
                        boolean asked = request.startsWith("GET /stats/summary?");
                        conversation.say(asked ? summary : resource);
                        request = conversation.request();
                    }
                };
        return ScriptedKubelet.tls(serving("node1"), script);
    }

    private static String summary() {
        try (InputStream in =
                SummaryFallbackTest.class.getResourceAsStream(
                        "summary/summary-cpu-and-memory-only.json")) {
            byte[] body = Objects.requireNonNull(in).readAllBytes();
            return head(200, "application/json", body.length)
                    + new String(body, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
