package io.kubemeter.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds in every world, whatever its seed. */
class WorldProperties {
    private static final long NOW = 1_795_232_349_000L;
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(NOW));

    private static World world(int nodes, long seed) {
        return World.of(WorldShape.of(nodes, 30, 2, seed), CLOCK);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42})
    void oneSeedMakesOneWorld(long seed) {
        World one = world(5, seed);
        World other = world(5, seed);
        assertThat(described(one)).isEqualTo(described(other));
        assertThat(described(one)).isNotEqualTo(described(world(5, seed + 1)));
        one.addPod(one.deployments().get(1), "node-03");
        other.addPod(other.deployments().get(1), "node-03");
        assertThat(described(one)).isEqualTo(described(other));
    }

    private static List<String> described(World world) {
        List<String> lines = new ArrayList<>();
        world.nodes().forEach(it -> lines.add(it.toString()));
        for (SimulatedPod pod : world.pods()) {
            lines.add(pod.namespace() + pod.name() + pod.uid() + pod.startMillis() + pod.labels());
            for (SimulatedContainer container : pod.containers()) {
                lines.add(container.name() + container.load() + container.sampleAt(NOW + 99_000));
            }
        }
        return lines;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7})
    void namesAreUniqueAndOfRealLengths(long seed) {
        World world = world(40, seed);
        Set<String> names = new HashSet<>();
        for (SimulatedPod pod : world.pods()) {
            assertThat(names.add(pod.namespace() + "/" + pod.name())).isTrue();
            assertThat(pod.name().length()).isBetween(20, 60);
            assertThat(pod.labels().size()).isBetween(6, 8);
        }
        assertThat(names).hasSize(1_200);
        Set<String> addresses = new HashSet<>();
        world.nodes().forEach(it -> addresses.add(it.address()));
        assertThat(addresses).hasSize(40);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 42})
    void largeWorldsHaveAllTheirPods(long seed) {
        World world = World.of(WorldShape.of(5_000, 5, 1, seed), CLOCK);
        assertThat(world.pods()).hasSize(25_000);
        assertThat(world.nodes()).allMatch(node -> world.podsOn(node.name()).size() == 5);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7})
    void someOwnerHoldsOnePodInAHundred(long seed) {
        World world = world(100, seed);
        assertThat(world.deployments()).hasSize(97);
        long[] sizes = new long[97];
        world.pods().forEach(it -> sizes[world.deployments().indexOf(it.owner())]++);
        assertThat(sizes).contains(31L).isSortedAccordingTo((a, b) -> Long.compare(b, a));
        assertThat(sizes[0]).isBetween(500L, 700L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void samplesKeepTheirDistance(long seed) {
        Refresh refresh = Refresh.KUBELET;
        gaps(refresh.busy(seed), refresh.shortestMillis(), refresh.longestMillis());
        gaps(refresh.idle(seed), refresh.shortestMillis(), refresh.longestIdleMillis());
        gaps(new Refresh(1, 1, 1).busy(seed), 1, 1);
    }

    private static void gaps(RefreshSchedule schedule, long shortest, long longest) {
        long at = schedule.latest(NOW);
        assertThat(at).isLessThanOrEqualTo(NOW);
        for (int i = 0; i < 2_000; i++) {
            long next = schedule.next(at);
            assertThat(next - at).isBetween(shortest, longest);
            assertThat(schedule.latest(next - 1)).isEqualTo(at);
            assertThat(schedule.latest(next)).isEqualTo(next);
            assertThat(schedule.previous(next)).isEqualTo(at);
            at = next;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void cpuNeverFallsWithinOneLife(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Works works = new Works(random.split(), Refresh.KUBELET);
        for (int i = 0; i < 40; i++) {
            Load load = works.main().load();
            long age = random.nextLong(100_000_000);
            long last = load.cpuNanos(age);
            for (int step = 0; step < 200; step++) {
                age += 1 + random.nextInt(5_000);
                long next = load.cpuNanos(age);
                assertThat(next).as("%s at %d", load, age).isGreaterThanOrEqualTo(last);
                last = next;
            }
            assertThat(load.cpuNanos(0)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void changesAreToldInOrderAndDeletedPodsAreGone(long seed) {
        World world = world(3, seed);
        List<String> heard = new ArrayList<>();
        List<Long> versions = new ArrayList<>();
        WorldSnapshot before =
                world.listen(
                        new WorldListener() {
                            @Override
                            public void nodeChanged(ChangeType type, SimulatedNode node) {
                                heard.add(type + " " + node.name());
                                versions.add(node.resourceVersion());
                            }

                            @Override
                            public void podChanged(ChangeType type, SimulatedPod pod) {
                                heard.add(type + " pod");
                                versions.add(pod.resourceVersion());
                            }
                        });
        assertThat(before.pods()).hasSize(90);
        SimulatedPod pod = world.addPod(world.deployments().getFirst(), "node-02");
        world.restartContainer(pod.namespace(), pod.name(), pod.containers().getFirst().name());
        world.phase(pod.namespace(), pod.name(), PodPhase.SUCCEEDED);
        world.deletePod(pod.namespace(), pod.name());
        world.removeNode(world.addNode().name());
        assertThat(heard)
                .containsExactly(
                        "ADDED pod",
                        "MODIFIED pod",
                        "MODIFIED pod",
                        "DELETED pod",
                        "ADDED node-04",
                        "DELETED node-04");
        assertThat(versions).isSorted().allMatch(it -> it > before.resourceVersion());
        assertThat(world.podsOn("node-02")).hasSize(30);
    }
}
