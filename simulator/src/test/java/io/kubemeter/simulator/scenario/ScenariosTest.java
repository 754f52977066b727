package io.kubemeter.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.simulator.kubelet.KubeletCaller;
import io.kubemeter.simulator.kubelet.KubeletFleet;
import io.kubemeter.simulator.kubelet.KubeletTransport;
import io.kubemeter.simulator.kubelet.OneToken;
import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.scenario.Expectation.Loss;
import io.kubemeter.simulator.world.Refresh;
import io.kubemeter.simulator.world.SimulatedNode;
import io.kubemeter.simulator.world.World;
import io.kubemeter.simulator.world.WorldShape;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every scenario of the registry, played on one of two nodes and ended again. */
class ScenariosTest {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final EventLoopGroup LOOPS =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    /** Reasons that a single look at the answer does not show. */
    private static final Set<String> SEEN_LATER =
            Set.of("stale", "clock_skew", "too_young", "malformed", "no_containers");

    private static ClusterPki pki;
    private World world;
    private KubeletFleet fleet;

    @BeforeAll
    static void keys() {
        pki = ClusterPki.create(CLOCK);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        LOOPS.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
    }

    @BeforeEach
    void start() throws IOException {
        world = World.of(new WorldShape(2, 5, 2, 42, Refresh.KUBELET, 0), CLOCK);
        fleet = KubeletFleet.start(world, pki, new OneToken(), KubeletTransport.sockets(LOOPS));
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    static Stream<String> names() {
        return Scenarios.all().stream().map(Scenario::name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void troubleComesAndGoesAndOthersDoNotNotice(String name) throws Exception {
        Scenario scenario = Scenarios.named(name).orElseThrow();
        Stage stage = new Stage(world, fleet, "node-01");
        assertThat(healthy("node-01", true)).isTrue();

        scenario.start(stage).get(5, TimeUnit.SECONDS);
        boolean shown =
                scenario.expected().loss() == Loss.NODE
                        && !SEEN_LATER.contains(scenario.expected().reason())
                        && !name.equals("f34-address-swap");
        if (!name.equals("f39-node-gone")
                && !name.equals("f68-slow-answer")
                && !name.startsWith("f65-")) {
            assertThat(healthy("node-01", !shown)).isEqualTo(!shown);
        }
        assertThat(healthy("node-02", true)).isTrue();

        scenario.stop(stage).get(5, TimeUnit.SECONDS);
        boolean back = !name.equals("f39-node-gone");
        assertThat(healthy("node-01", back)).isEqualTo(back);
    }

    /**
     * Whether a client that verifies the kubelet's address gets a whole answer: within half a
     * second where none is expected, and as late as a busy machine brings it where one is.
     */
    private boolean healthy(String name, boolean expected) throws Exception {
        SimulatedNode node = world.node(name);
        if (node == null) {
            return false;
        }
        try (KubeletCaller caller = KubeletCaller.dial(node, pki, null, expected ? 60_000 : 500)) {
            String answer = caller.get("/metrics/resource", "Authorization: Bearer good");
            return answer.startsWith("HTTP/1.1 200 OK")
                    && answer.contains("text/plain")
                    && !answer.contains("gzip")
                    && answer.contains("resource_scrape_error 0\n");
        } catch (IOException _) {
            return false;
        }
    }

    @Test
    void pageOfFaultsNamesEveryScenarioAndOnlyTestsThatExist() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "faults.md"));
        Set<String> named = found(page, "`([a-z]+[0-9]+-[a-z0-9-]+)`");
        assertThat(named)
                .isEqualTo(
                        Stream.concat(Scenarios.all().stream(), Scenarios.ofCluster().stream())
                                .map(Scenario::name)
                                .collect(Collectors.toCollection(TreeSet::new)));
        for (int row = 1; row <= 68; row++) {
            assertThat(page).contains("| F" + row + " |");
        }
        Set<String> tests = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Test.java"))
                    .forEach(name -> tests.add(name.replace(".java", "")));
        }
        assertThat(tests).containsAll(found(page, "`([A-Za-z]+Test)`"));
    }

    private static Set<String> found(String page, String pattern) {
        return Pattern.compile(pattern)
                .matcher(page)
                .results()
                .map(it -> it.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void namesCarryTheirRow() {
        assertThat(Scenarios.all()).hasSizeGreaterThan(45);
        for (Scenario scenario : Scenarios.all()) {
            assertThat(scenario.name()).matches("(f[0-9]{2}|[a-z]+[0-9]+)(-[a-z0-9]+)+");
            assertThat(scenario.story()).isNotBlank();
            boolean quiet = scenario.expected().loss() == Loss.NONE;
            assertThat(scenario.expected().reason().isEmpty()).isEqualTo(quiet);
        }
        assertThat(Scenarios.named("f16-redirect").orElseThrow().row()).isEqualTo("F16");
        assertThat(Scenarios.named("f01-refused").orElseThrow().row()).isEqualTo("F1");
        assertThat(Scenarios.broken()).hasSize(6).doesNotContainNull();
    }
}
