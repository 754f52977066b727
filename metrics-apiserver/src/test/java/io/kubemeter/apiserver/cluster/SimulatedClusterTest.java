package io.kubemeter.apiserver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.apiserver.kube.AccessQuestion;
import io.kubemeter.apiserver.kube.ApiException;
import io.kubemeter.apiserver.kube.ConfigMaps;
import io.kubemeter.apiserver.kube.KubeApi;
import io.kubemeter.apiserver.kube.KubeLocation;
import io.kubemeter.apiserver.kube.Relay;
import io.kubemeter.apiserver.kube.Reviews;
import io.kubemeter.apiserver.kube.TokenVerdict;
import io.kubemeter.simulator.ClusterOptions;
import io.kubemeter.simulator.SimulatedCluster;
import io.kubemeter.simulator.world.PodPhase;
import io.kubemeter.simulator.world.SimulatedPod;
import io.kubemeter.simulator.world.World;
import io.kubemeter.simulator.world.WorldShape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way to kube-apiserver over real TLS, against the simulator's own implementation of it. */
class SimulatedClusterTest {
    private static final int WAIT_MILLIS = 20_000;

    @TempDir Path directory;
    private final SimulatedCluster cluster =
            SimulatedCluster.open(
                    ClusterOptions.of(WorldShape.of(5, 20, 2, 42), InstantSource.system()));
    private final Relay relay = new Relay(cluster.address());
    private final List<AutoCloseable> opened = new ArrayList<>(List.of(relay, cluster));

    @BeforeEach
    void mount() throws Exception {
        cluster.writeServiceAccount(directory);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    @Test
    void viewFollowsTheWorldThroughCutsAndCompaction() throws Exception {
        World world = cluster.world();
        ClusterWatch watch =
                ClusterWatch.start(
                        inCluster(), new ClusterConfig(""), System::nanoTime, new Random(1));
        opened.addFirst(watch);
        ClusterView view = watch.view();
        view.whenSynced().toCompletableFuture().get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
        assertThat(viewed(view)).isEqualTo(running(world)).hasSizeGreaterThan(90);
        assertThat(view.nodes()).extracting(NodeRecord::name).isEqualTo(nodes(world));

        change(world, 1);
        eventually(() -> viewed(view), () -> running(world));
        relay.cut();
        change(world, 2);
        eventually(() -> viewed(view), () -> running(world));
        change(world, 3);
        cluster.objects().compact();
        relay.cut();
        change(world, 4);
        eventually(() -> viewed(view), () -> running(world));

        world.addNode();
        world.removeNode(nodes(world).getFirst());
        eventually(() -> view.nodes().stream().map(NodeRecord::name).toList(), () -> nodes(world));
        eventually(() -> viewed(view), () -> running(world));
        assertThat(watch.problems()).isEmpty();
    }

    @Test
    void clientCertificateOfAKubeconfigIsShown() throws Exception {
        Path config = Files.writeString(directory.resolve("config"), cluster.adminKubeconfig());
        KubeApi api = KubeApi.open(new KubeLocation.Kubeconfig(config));
        opened.addFirst(api);
        assertThat(
                        ConfigMaps.read(api, "kube-system", "extension-apiserver-authentication")
                                .entries())
                .containsKeys("client-ca-file", "requestheader-client-ca-file");
    }

    @Test
    void replacedAuthoritiesCountForTheNextConnection() throws Exception {
        KubeApi api = inCluster();
        Reviews reviews = new Reviews(api, Duration.ofSeconds(10));
        assertThat(reviews.access(listNodes("system:masters")).allowed()).isTrue();
        Path authorities = directory.resolve("ca.crt");
        String good = Files.readString(authorities);
        Files.writeString(authorities, cluster.pki().frontProxy().pem());
        eventually(() -> List.of(outcome(reviews)), () -> List.of("certificate refused"));
        Files.writeString(authorities, good);
        assertThat(reviews.access(listNodes("system:masters")).allowed()).isTrue();
    }

    @Test
    void reviewsAreAnswered() throws Exception {
        Reviews reviews = new Reviews(inCluster(), Duration.ofSeconds(10));
        assertThat(reviews.token(cluster.metricsServerToken()))
                .isInstanceOfSatisfying(
                        TokenVerdict.Known.class,
                        known ->
                                assertThat(known.user())
                                        .isEqualTo(
                                                "system:serviceaccount:kube-system:metrics-server"));
        assertThat(reviews.token("nonsense")).isInstanceOf(TokenVerdict.Refused.class);
        assertThat(reviews.access(listNodes("system:masters")).allowed()).isTrue();
        assertThat(reviews.access(listNodes("nobodies")).allowed()).isFalse();
    }

    private KubeApi inCluster() throws Exception {
        KubeApi api =
                KubeApi.open(new KubeLocation.InCluster("127.0.0.1", "" + relay.port(), directory));
        opened.addFirst(api);
        return api;
    }

    /** On a connection of its own. */
    private String outcome(Reviews reviews) {
        relay.cut();
        try {
            return "allowed " + reviews.access(listNodes("system:masters")).allowed();
        } catch (ApiException e) {
            boolean certificate = e.problem().detail().contains("certif");
            return certificate ? "certificate refused" : e.problem().detail();
        }
    }

    private static AccessQuestion listNodes(String group) {
        return new AccessQuestion(
                "u",
                null,
                List.of(group),
                Map.of(),
                AccessQuestion.RESOURCE,
                Map.of("verb", "list", "group", "metrics.k8s.io", "resource", "nodes"));
    }

    private static void change(World world, long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            List<SimulatedPod> pods = new ArrayList<>(world.pods());
            SimulatedPod pod = pods.get(random.nextInt(pods.size()));
            switch (random.nextInt(4)) {
                case 0 -> world.deletePod(pod.namespace(), pod.name());
                case 1 -> world.replacePod(pod);
                case 2 -> world.phase(pod.namespace(), pod.name(), PodPhase.SUCCEEDED);
                default -> world.addPod(world.deployments().getFirst(), pod.nodeName());
            }
        }
    }

    private static List<String> nodes(World world) {
        return world.nodes().stream().map(node -> node.name()).sorted().toList();
    }

    private static List<String> running(World world) {
        return world.pods().stream()
                .filter(pod -> pod.phase() == PodPhase.RUNNING)
                .map(pod ->
                        text(
                                pod.namespace(),
                                pod.name(),
                                pod.uid(),
                                pod.nodeName(),
                                Labels.of(pod.labels())))
                .sorted()
                .toList();
    }

    private static List<String> viewed(ClusterView view) {
        return view.pods().stream()
                .map(pod ->
                        text(pod.namespace(), pod.name(), pod.uid(), pod.nodeName(), pod.labels()))
                .sorted()
                .toList();
    }

    private static String text(
            String namespace, String name, String uid, String node, Labels labels) {
        return namespace + "/" + name + " " + uid + " on " + node + " " + labels;
    }

    private static void eventually(Supplier<List<String>> actual, Supplier<List<String>> expected)
            throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        for (int waited = 0; waited < WAIT_MILLIS; waited += 20) {
            if (actual.get().equals(expected.get())) {
                return;
            }
            never.await(20, TimeUnit.MILLISECONDS);
        }
        List<String> missing = new ArrayList<>(expected.get());
        missing.removeAll(actual.get());
        List<String> tooMany = new ArrayList<>(actual.get());
        tooMany.removeAll(expected.get());
        assertThat(missing).as("missing").isEmpty();
        assertThat(tooMany).as("too many").isEmpty();
    }
}
