package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.kubelet.NodeScrapeState;
import io.kubemeter.kubelet.ScrapeOutcome.Scraped;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.PodKey;
import io.kubemeter.model.Reason;
import io.kubemeter.simulator.kubelet.Exchange;
import io.kubemeter.simulator.kubelet.Fault;
import io.kubemeter.simulator.world.SimulatedPod;
import io.kubemeter.simulator.world.WorldShape;
import io.kubemeter.store.NodeSamples;
import io.kubemeter.store.PodEntry;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What is kept follows from what the API server holds, whatever a node sends (I6). Counted are
 * entries, not bytes of a heap: what an entry costs is measured elsewhere.
 */
class MemoryBoundTest {
    private static final int PODS = 3;
    private static final String VICTIM = "node-01";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** What a node may send for itself and for each of its pods, and the least that a row takes. */
    private static final int NODE_BYTES = 128 << 10;

    private static final int POD_BYTES = 16 << 10;
    private static final int LEAST_ROW_BYTES = 60;

    private final Twin cluster = new Twin(WorldShape.of(2, PODS, 1, 3), 10250, 50);

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void inventedPodsLeaveNothing() {
        sends(exchange -> text(exchange, 500, i -> labels("c", "shop", name(exchange, i))));
        assertThat(state().last()).isInstanceOf(Scraped.class);
        assertThat(kept()).isEqualTo(bound());
    }

    @Test
    void podsOfOtherNodesLeaveNothing() {
        SimulatedPod other = cluster.world.podsOn("node-02").getFirst();
        sends(exchange ->
                text(exchange, 500, i -> labels("c" + i, other.namespace(), other.name())));
        assertThat(kept()).isEqualTo(bound());
        assertThat(cluster.view.pod(other.namespace(), other.name())).isNotNull();
    }

    @Test
    void inventedContainersOfARealPodAreBoundedByThePodsOfTheNode() {
        SimulatedPod own = cluster.world.podsOn(VICTIM).getFirst();
        sends(exchange -> text(exchange, 500, i -> labels("c" + i, own.namespace(), own.name())));
        assertThat(state().last()).isInstanceOf(Scraped.class);
        int most = (NODE_BYTES + PODS * POD_BYTES) / LEAST_ROW_BYTES;
        assertThat(series()).isBetween(500, most);

        sends(exchange -> text(exchange, 5_000, i -> labels("d" + i, own.namespace(), own.name())));
        assertThat(state().reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(series()).isLessThanOrEqualTo(most);
    }

    @Test
    void aNodeWithMorePodsMaySendMore() {
        SimulatedPod own = cluster.world.podsOn(VICTIM).getFirst();
        for (int i = 0; i < 100; i++) {
            cluster.world.addPod(cluster.world.deployments().getFirst(), VICTIM);
        }
        sends(exchange -> text(exchange, 5_000, i -> labels("d" + i, own.namespace(), own.name())));
        assertThat(state().last()).isInstanceOf(Scraped.class);
    }

    @Test
    void longNamesLeaveNothing() {
        SimulatedPod own = cluster.world.podsOn(VICTIM).getFirst();
        String longer = "x".repeat(254);
        sends(exchange ->
                text(exchange, 100, i -> labels(longer + i, own.namespace(), own.name())));
        assertThat(state().last()).isInstanceOf(Scraped.class);
        assertThat(series()).isEqualTo(PODS);
    }

    @Test
    void nodesThatAreGoneLeaveNothing() {
        sends(exchange -> text(exchange, 500, i -> labels("c", "shop", name(exchange, i))));
        cluster.world.removeNode(VICTIM);
        later(MINUTE);
        assertThat(cluster.store.node(new NodeName(VICTIM))).isNull();
        assertThat(cluster.scraper.state(new NodeName(VICTIM))).isNull();
        assertThat(cluster.store.nodes()).hasSize(cluster.view.nodes().size());
    }

    private void sends(Fault.Answerer answerer) {
        var _ = cluster.fleet.inject(VICTIM, new Fault.Answers(answerer));
        later(MINUTE);
    }

    private void later(Duration time) {
        cluster.goOn(cluster.loop.elapsedMillis() + time.toMillis());
    }

    private static void text(Exchange exchange, int rows, IntFunction<String> labels) {
        exchange.edited(honest -> {
            StringBuilder more = new StringBuilder(honest);
            for (int i = 0; i < rows; i++) {
                String row = labels.apply(i) + " 5 " + exchange.nowMillis() + "\n";
                more.append("container_cpu_usage_seconds_total").append(row);
                more.append("container_memory_working_set_bytes").append(row);
            }
            return more.toString();
        });
    }

    private static String labels(String container, String namespace, String pod) {
        return "{container=\""
                + container
                + "\",namespace=\""
                + namespace
                + "\",pod=\""
                + pod
                + "\"}";
    }

    /** Other names in every answer. */
    private static String name(Exchange exchange, int i) {
        return "invented-" + exchange.kubelet().requests() + "-" + i;
    }

    private NodeScrapeState state() {
        return Objects.requireNonNull(cluster.scraper.state(new NodeName(VICTIM)));
    }

    private NodeSamples samples() {
        return Objects.requireNonNull(cluster.store.node(new NodeName(VICTIM)));
    }

    private Set<PodKey> kept() {
        return samples().pods().stream().map(PodEntry::key).collect(Collectors.toSet());
    }

    private Set<PodKey> bound() {
        return cluster.world.podsOn(VICTIM).stream()
                .map(pod -> new PodKey(pod.namespace(), pod.name()))
                .collect(Collectors.toSet());
    }

    private int series() {
        return samples().pods().stream().mapToInt(PodEntry::size).sum();
    }
}
