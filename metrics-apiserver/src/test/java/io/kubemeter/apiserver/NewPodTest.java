package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.simulator.world.SimulatedPod;
import io.kubemeter.simulator.world.WorldShape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a new pod is without numbers, in virtual time: whatever the phase, within bounds. */
class NewPodTest {
    private static final long SETTLED_MILLIS = 90_000;
    private static final long LOOK_MILLIS = 250;
    private static final long WATCH_MILLIS = 1_000;

    /**
     * Two resolutions and 20 s where kubelets refresh every 10 to 20 s, as real ones do. These
     * refresh every {@link Twin#REFRESH}, 28 s at the latest, so two samples may be that far apart.
     */
    private static final long BOUND_MILLIS = 2 * Twin.PERIOD_MILLIS + 28_000;

    @ParameterizedTest
    @ValueSource(longs = {0, 1_700, 3_900, 6_100, 8_300, 10_500, 12_700, 14_900})
    void aNewPodHasNumbersWithinTwoResolutionsAndARefresh(long phase) {
        try (Twin twin = new Twin(WorldShape.of(3, 2, 2, phase + 1), 10252, WATCH_MILLIS)) {
            long startMillis = SETTLED_MILLIS + phase;
            twin.goOn(startMillis);
            SimulatedPod pod =
                    twin.world.addPod(
                            twin.world.deployments().getFirst(),
                            twin.world.nodes().iterator().next().name());
            String path =
                    "/apis/metrics.k8s.io/v1/namespaces/" + pod.namespace() + "/pods/" + pod.name();
            assertThat(twin.get(path)).contains("\"code\":404").contains("\"reason\":\"NotFound\"");
            long at = startMillis;
            while (!twin.get(path).contains("\"kind\":\"PodMetrics\"")) {
                assertThat(twin.get(path)).as("after %d ms", at - startMillis).contains("404");
                at += LOOK_MILLIS;
                assertThat(at - startMillis).as("without numbers").isLessThan(BOUND_MILLIS);
                twin.goOn(at);
            }
            assertThat(at).as("numbers out of nothing").isGreaterThan(startMillis);
        }
    }
}
