package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.apiserver.kube.Events;
import io.kubemeter.apiserver.kube.KubeApi;
import io.kubemeter.apiserver.kube.KubeLocation;
import io.kubemeter.apiserver.kube.NodeEvent;
import io.kubemeter.kubelet.NodeScrapeState;
import io.kubemeter.kubelet.ScrapeOutcome;
import io.kubemeter.kubelet.ScrapeOutcome.Failed;
import io.kubemeter.kubelet.ScrapeOutcome.Scraped;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.Reason;
import io.kubemeter.simulator.ClusterOptions;
import io.kubemeter.simulator.SimulatedCluster;
import io.kubemeter.simulator.kube.AccessRules;
import io.kubemeter.simulator.kube.ClusterEvent;
import io.kubemeter.simulator.world.WorldShape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told at a Node, how often, and what becomes of it where we may not. */
class NodeEventsTest {
    private static final Failed PENDING = new Failed(Reason.CSR_PENDING, "alert=80");
    private static final Failed REFUSED = new Failed(Reason.CONNECT_REFUSED, "port=10250\u001b[2J");
    private static final Scraped WELL = new Scraped(3);

    @TempDir static Path folder;

    private final Map<String, NodeScrapeState> states = new LinkedHashMap<>();
    private final List<NodeEvent> posted = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-21T10:01:00Z");
    private final NodeEvents events = events(posted::add);

    private NodeEvents events(NodeEvents.Outlet outlet) {
        return new NodeEvents(
                () ->
                        states.values().stream()
                                .map(it -> new NodeStandings.Standing(it, it.reason()))
                                .toList(),
                node -> node.value().startsWith("gone") ? null : "uid-" + node.value(),
                outlet,
                (InstantSource) () -> now,
                () -> now.toEpochMilli() * 1_000_000);
    }

    private void scraped(String node, @Nullable ScrapeOutcome last, int failures) {
        states.put(
                node,
                new NodeScrapeState(
                        new NodeName(node), last, 1, 1, true, failures, null, "", null));
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void oneLostScrapeIsNotWorthAnEvent() {
        scraped("a", PENDING, 1);
        scraped("b", null, 0);
        scraped("c", WELL, 0);
        events.sweep();
        assertThat(posted).isEmpty();
    }

    @Test
    void troubleIsToldOnceWithItsCodeAndItsRepair() {
        scraped("a", REFUSED, 2);
        events.sweep();
        events.sweep();
        assertThat(posted).hasSize(1);
        NodeEvent event = posted.getFirst();
        assertThat(event.node()).isEqualTo("a");
        assertThat(event.uid()).isEqualTo("uid-a");
        assertThat(event.warning()).isTrue();
        assertThat(event.reason()).isEqualTo("ConnectRefused");
        assertThat(event.name()).matches("a\\.[0-9a-f]+");
        assertThat(event.message())
                .isEqualTo(
                        "KM120 Nothing listens at the node's address and port (port=10250 [2J)."
                                + " Repair: kubelet down, bound to 127.0.0.1, or another port");
    }

    @Test
    void repairNamesTheRequestThatWasFound() {
        scraped("a", new Failed(Reason.CSR_PENDING, "alert=80 csr=csr-x7 repair='…'"), 2);
        scraped("b", PENDING, 2);
        events.sweep();
        assertThat(posted.getFirst().message())
                .endsWith("Repair: kubectl certificate approve csr-x7");
        assertThat(posted.getLast().message())
                .endsWith("its name: kubectl get csr | grep system:node:b");
    }

    @Test
    void changeOfReasonAndRecoveryAreTold() {
        scraped("a", PENDING, 2);
        events.sweep();
        scraped("a", REFUSED, 3);
        events.sweep();
        scraped("a", WELL, 0);
        events.sweep();
        events.sweep();
        assertThat(posted)
                .extracting(NodeEvent::reason)
                .containsExactly("CsrPending", "ConnectRefused", "ScrapedAgain");
        assertThat(posted.getLast().warning()).isFalse();
        assertThat(posted.getLast().message()).isEqualTo("Scraped again; before: KM120");
    }

    @Test
    void lastingTroubleIsToldAgainInTheNextHalfHour() {
        scraped("a", PENDING, 2);
        events.sweep();
        pass(Duration.ofMinutes(20));
        events.sweep();
        assertThat(posted).hasSize(1);
        pass(Duration.ofMinutes(10));
        events.sweep();
        assertThat(posted).hasSize(2);
        assertThat(posted.getLast().name()).isNotEqualTo(posted.getFirst().name());
    }

    @Test
    void replicaPostsUnderTheSameName() {
        List<NodeEvent> others = new ArrayList<>();
        NodeEvents replica = events(others::add);
        scraped("a", PENDING, 2);
        events.sweep();
        pass(Duration.ofSeconds(20));
        replica.sweep();
        assertThat(others.getFirst().name()).isEqualTo(posted.getFirst().name());
    }

    @Test
    void wholeClusterInTroubleIsToldWithinABudgetAndInTheEndEverywhere() {
        for (int i = 0; i < 80; i++) {
            scraped("node-" + i, PENDING, 2);
        }
        scraped("gone-1", PENDING, 2);
        events.sweep();
        events.sweep();
        assertThat(posted).hasSize(50);
        pass(Duration.ofMinutes(1));
        events.sweep();
        assertThat(posted).hasSize(60);
        pass(Duration.ofMinutes(2));
        events.sweep();
        assertThat(posted).extracting(NodeEvent::node).doesNotHaveDuplicates().hasSize(80);
    }

    @Test
    void withoutTheRightNothingIsPostedForAWhile() throws Exception {
        ClusterOptions options =
                ClusterOptions.of(WorldShape.of(2, 1, 1, 3), InstantSource.system());
        try (SimulatedCluster cluster = SimulatedCluster.open(options)) {
            Path kubeconfig =
                    Files.writeString(
                            folder.resolve("kubeconfig"), cluster.metricsServerKubeconfig());
            try (KubeApi api = KubeApi.open(KubeLocation.of(kubeconfig, Map.of()))) {
                List<NodeEvent> tried = new ArrayList<>();
                Events real = new Events(api, "replica-1");
                NodeEvents telling =
                        events(event -> {
                            tried.add(event);
                            real.post(event);
                        });
                scraped("a", PENDING, 2);
                scraped("b", PENDING, 2);
                telling.sweep();
                telling.sweep();
                assertThat(tried).hasSize(1);
                assertThat(cluster.objects().events()).isEmpty();

                cluster.api()
                        .access()
                        .grant(
                                AccessRules.Rule.of(
                                        AccessRules.METRICS_SERVER,
                                        List.of("create"),
                                        "",
                                        List.of("events")));
                ServiceFixture.await(
                        "both Events",
                        () -> {
                            pass(Duration.ofMinutes(10));
                            telling.sweep();
                            return cluster.objects().events().size() >= 2;
                        });
                assertThat(cluster.objects().events())
                        .extracting(ClusterEvent::reason)
                        .containsOnly("CsrPending");
                int before = cluster.objects().events().size();
                real.post(tried.getLast());
                assertThat(cluster.objects().events()).as("posted twice").hasSize(before);
            }
        }
    }
}
