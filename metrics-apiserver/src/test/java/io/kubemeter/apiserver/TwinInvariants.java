package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubemeter.kubelet.NodeScrapeState;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.PodKey;
import io.kubemeter.simulator.world.Refresh;
import io.kubemeter.simulator.world.ServedPod;
import io.kubemeter.simulator.world.ServedUsage;
import io.kubemeter.simulator.world.SimulatedNode;
import io.kubemeter.simulator.world.SimulatedPod;
import io.kubemeter.simulator.world.UsageOracle;
import io.kubemeter.store.NodeSamples;
import io.kubemeter.store.PodEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What holds in a twin whatever its kubelets do.
 *
 * <p><b>Owner:</b> the test's thread.
 */
final class TwinInvariants {
    /** Samples are served for so long after they came, and may have been as old as this when. */
    private static final long OLDEST_MILLIS =
            3 * Twin.PERIOD_MILLIS + Twin.REFRESH.longestIdleMillis() + 1_000;

    /** A container between two lives is served with its last pair, beside newer ones. */
    private static final UsageOracle ORACLE =
            UsageOracle.of(
                    new Refresh(
                            Twin.REFRESH.shortestMillis(),
                            Twin.REFRESH.longestMillis(),
                            OLDEST_MILLIS),
                    600_000);

    private static final String DISCOVERY = "/apis/metrics.k8s.io/v1beta1";

    private final Twin twin;
    private final Map<String, Long> seconds = new HashMap<>();
    private final String discovery;

    TwinInvariants(Twin twin) {
        this.twin = twin;
        this.discovery = twin.get(DISCOVERY);
    }

    /** Compares with what the healthy twin served at the same moment. */
    void hold(Map<String, JsonNode> healthy) {
        Map<String, JsonNode> served = twin.served();
        othersDoNotChange(healthy, served);
        served.forEach((key, item) -> {
            if (!isMisdated(key)) {
                isOfToday(key, item);
                timeNeverGoesBack(key, item);
            }
        });
        served.forEach(this::isTrue);
        everyGapHasAReason(served);
        assertThat(twin.get(DISCOVERY)).as("I4: discovery").isEqualTo(discovery);
        assertThat(twin.betrayed).as("I5: kubelets that saw a credential").isEmpty();
        onlyNodesAreDialled();
        nothingIsKeptOfWhatNobodyKnows();
    }

    /** Nothing is left of any fault. */
    void healed(Map<String, JsonNode> healthy) {
        assertThat(twin.served()).as("after the last fault").isEqualTo(healthy);
        for (NodeScrapeState state : twin.scraper.states()) {
            assertThat(state.reason()).as("%s", state).isNull();
        }
        assertThat(twin.fleet.connections()).as("connections").isEqualTo(twin.world.nodes().size());
    }

    private boolean isMisdated(String key) {
        return twin.misdated.contains(Objects.requireNonNull(twin.nodeOf(key), key));
    }

    /** I1. */
    private void othersDoNotChange(Map<String, JsonNode> healthy, Map<String, JsonNode> served) {
        if (!twin.allTouched) {
            assertThat(ofUntouched(served)).as("I1: other nodes").isEqualTo(ofUntouched(healthy));
        }
    }

    private Map<String, JsonNode> ofUntouched(Map<String, JsonNode> all) {
        Map<String, JsonNode> others = new TreeMap<>();
        all.forEach((key, item) -> {
            String node = twin.nodeOf(key);
            if (node != null && !twin.touched.contains(node)) {
                others.put(key, item);
            }
        });
        return others;
    }

    /** I2: nothing is served too long. */
    private void isOfToday(String key, JsonNode item) {
        long age = twin.nowMillis() - ServiceFixture.second(item) * 1000;
        assertThat(age).as("I2: age of %s", key).isBetween(0L, OLDEST_MILLIS);
    }

    /** I2: whole pods, bound to the node that spoke of them, and with right numbers. */
    private void isTrue(String key, JsonNode item) {
        String node = Objects.requireNonNull(twin.nodeOf(key), key);
        NodeScrapeState state = twin.scraper.state(new NodeName(node));
        long scraped = state == null ? 0 : state.lastScrapedNanos();
        assertThat(TimeUnit.NANOSECONDS.toMillis(twin.loop.nanos() - scraped))
                .as("I2: %s is served so long after the last good scrape of %s", key, node)
                .isLessThanOrEqualTo(3 * Twin.PERIOD_MILLIS);
        String problem =
                twin.lying.contains(node)
                        ? null
                        : key.contains("/") ? pod(key, item) : node(key, item);
        assertThat(problem).as("I2: %s", item).isNull();
    }

    private @Nullable String node(String key, JsonNode item) {
        ServedUsage usage = ServiceFixture.usage(key, item.path("usage"));
        String problem = "nobody of that name";
        for (SimulatedNode node : twin.everyNode.getOrDefault(key, List.of()).reversed()) {
            problem =
                    ORACLE.judge(
                            node,
                            ServiceFixture.second(item),
                            ServiceFixture.windowMillis(item),
                            usage);
            if (problem == null) {
                return null;
            }
        }
        return problem;
    }

    private @Nullable String pod(String key, JsonNode item) {
        ServedPod served = ServiceFixture.pod(item);
        String problem = "nobody of that name";
        for (SimulatedPod pod : twin.everyPod.getOrDefault(key, List.of()).reversed()) {
            problem = ORACLE.judge(pod, served);
            if (problem == null) {
                return null;
            }
        }
        return problem;
    }

    /** I3. */
    private void timeNeverGoesBack(String key, JsonNode item) {
        long second = ServiceFixture.second(item);
        Long before = seconds.put(key, second);
        assertThat(second)
                .as("I3: timestamp of %s", key)
                .isGreaterThanOrEqualTo(before == null ? 0 : before);
    }

    private void everyGapHasAReason(Map<String, JsonNode> served) {
        twin.view
                .nodes()
                .forEach(node -> {
                    if (!served.containsKey(node.name())) {
                        assertThat(twin.reasons.node(node.name())).as(node.name()).isNotNull();
                    }
                });
        twin.view
                .pods()
                .forEach(pod -> {
                    if (!served.containsKey(pod.key().toString())) {
                        assertThat(twin.reasons.pod(pod.key())).as("%s", pod).isNotNull();
                    }
                });
    }

    /** I5: whatever a kubelet answers, nobody else is called. */
    private void onlyNodesAreDialled() {
        List<String> addresses =
                twin.everyNode.values().stream()
                        .flatMap(List::stream)
                        .map(SimulatedNode::address)
                        .toList();
        assertThat(addresses).as("I5: dialled").containsAll(twin.dialled);
    }

    /** I6. */
    private void nothingIsKeptOfWhatNobodyKnows() {
        for (NodeSamples samples : twin.store.nodes()) {
            for (PodEntry entry : samples.pods()) {
                PodKey key = entry.key();
                boolean known = twin.everyPod.containsKey(key.namespace() + "/" + key.name());
                assertThat(known).as("I6: %s", key).isTrue();
            }
        }
        assertThat(twin.store.nodes().size()).isLessThanOrEqualTo(twin.view.nodes().size() + 1);
    }
}
