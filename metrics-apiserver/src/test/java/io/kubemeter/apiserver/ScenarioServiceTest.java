package io.kubemeter.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import io.kubemeter.model.Reason;
import io.kubemeter.simulator.ClusterClient;
import io.kubemeter.simulator.SimulatedCluster;
import io.kubemeter.simulator.kube.ClusterEvent;
import io.kubemeter.simulator.scenario.Expectation.Loss;
import io.kubemeter.simulator.scenario.Scenario;
import io.kubemeter.simulator.scenario.Scenarios;
import io.kubemeter.simulator.scenario.Stage;
import io.kubemeter.simulator.world.PodPhase;
import io.kubemeter.simulator.world.Refresh;
import io.kubemeter.simulator.world.SimulatedNode;
import io.kubemeter.simulator.world.SimulatedPod;
import io.kubemeter.simulator.world.UsageOracle;
import io.kubemeter.simulator.world.WorldShape;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Every scenario of the catalogue at once, each on a node of its own in one cluster, against the
 * real service over real sockets: its wanted behaviour, its reason in every place where reasons are
 * told, and that the other nodes do not notice (I1).
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ScenarioServiceTest {
    private static final Refresh REFRESH = Refresh.about(Duration.ofSeconds(1));
    private static final int CONTROLS = 3;
    private static final String ROOT = "/apis/metrics.k8s.io/v1";
    private static final String SCRAPE_LOG = "io.kubemeter.kubelet.ScrapeLog";

    /** Two nodes each: the other one is at a loss too, or gets what the victim lost. */
    private static final Set<String> OF_TWO =
            Set.of("f34-address-swap", "f35-moved-pod", "t1-foreign-pod");

    private static final WorldShape SHAPE =
            WorldShape.of(Scenarios.all().size() + OF_TWO.size() + CONTROLS, 2, 1, 71)
                    .refreshed(REFRESH);

    @TempDir static Path folder;

    private static final Map<String, Stage> STAGES = new LinkedHashMap<>();
    private static final Deque<String> FREE = new ArrayDeque<>();
    private static final Map<String, SimulatedPod> POD_BEFORE = new HashMap<>();
    private static final Map<String, String> SHAPE_BEFORE = new HashMap<>();
    private static final Set<String> LOGGED = ConcurrentHashMap.newKeySet();
    private static ServiceFixture service;
    private static DirectCaller reader;
    private static Path kubeconfig;
    private static long injectedSecond;

    /** Keeps the codes of all lines, and what they say of them. */
    private static final class Codes extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent line) {
            if (line.getKeyValuePairs() != null) {
                line.getKeyValuePairs().stream()
                        .filter(pair -> pair.key.equals("code") || pair.key.equals("err"))
                        .forEach(pair -> LOGGED.add(String.valueOf(pair.value)));
            }
        }
    }

    @BeforeAll
    static void start() throws Exception {
        Codes codes = new Codes();
        codes.start();
        ((Logger) LoggerFactory.getLogger(SCRAPE_LOG)).addAppender(codes);
        SimulatedCluster cluster = ServiceFixture.cluster(SHAPE);
        cluster.api().access().grantComponents();
        cluster.world().nodes().stream().map(SimulatedNode::name).forEach(FREE::add);
        for (Scenario scenario : Scenarios.all()) {
            Stage stage = Stage.in(cluster, FREE.remove());
            boolean two = OF_TWO.contains(scenario.name());
            STAGES.put(scenario.name(), two ? stage.beside(FREE.remove()) : stage);
        }
        kubeconfig = Files.writeString(folder.resolve("admin"), cluster.adminKubeconfig());
        service =
                ServiceFixture.in(
                        cluster, folder, "--max-scrape-bytes=1000000", "--max-sample-age=12s");
        reader = Exposition.reader(service);
        service.listOf(ROOT + "/nodes", SHAPE.nodes());
        service.listOf(ROOT + "/pods", SHAPE.nodes() * SHAPE.podsPerNode());
        for (String control : FREE) {
            SHAPE_BEFORE.put(control, timeless(answer(nodePath(control)).text()));
        }
        for (Scenario scenario : Scenarios.all()) {
            POD_BEFORE.put(scenario.name(), stage(scenario).pod());
            scenario.start(stage(scenario)).orTimeout(30, TimeUnit.SECONDS).join();
        }
        injectedSecond = cluster.world().clock().millis() / 1000;
    }

    @AfterAll
    static void stop() throws Exception {
        ((Logger) LoggerFactory.getLogger(SCRAPE_LOG)).detachAndStopAllAppenders();
        if (service != null) {
            service.close();
        }
    }

    @Test
    @Order(1)
    void nodeInTroubleSaysWhyAndSoDoItsPods() {
        for (Scenario scenario : lasting()) {
            Reason reason = reason(scenario);
            String node = stage(scenario).victim();
            JsonNode status = awaitCode(scenario, nodePath(node), reason);
            assertThat(status.path("code").asInt()).as(scenario.name()).isEqualTo(404);
            assertThat(status.path("message").asText())
                    .as(scenario.name())
                    .endsWith(": " + reason.code() + " " + reason.sentence(node));
            assertThat(status.at("/details/causes/0/field").asText()).isEqualTo(node);
            SimulatedPod pod = POD_BEFORE.get(scenario.name());
            awaitCode(scenario, podPath(Objects.requireNonNull(pod)), reason);
        }
    }

    @Test
    @Order(2)
    void reasonIsTheSameInEveryPlace() {
        for (Scenario scenario : lasting()) {
            Reason reason = reason(scenario);
            String node = stage(scenario).victim();
            String gauge =
                    NodeStateCollector.STATE
                            + ("{node=\"" + node + "\",reason=\"" + reason.label() + "\"}");
            awaitTrue(scenario, gauge, () -> Exposition.read(reader).value(gauge) == 1);
            awaitTrue(scenario, "an Event", () -> told(node, reason));
            awaitTrue(scenario, "/readyz?verbose", () -> probe().contains("    " + reason.code()));
            String failures = "kubemeter_scrape_failures_total{reason=\"" + reason.label() + "\"}";
            awaitTrue(scenario, failures, () -> Exposition.read(reader).value(failures) > 0);
            awaitTrue(scenario, "a line of the log", () -> LOGGED.contains(reason.code()));
        }
    }

    /** Every code about a node has a scenario that lasts, but for one that ends by itself. */
    @Test
    @Order(2)
    void noCodeAboutANodeIsLeftOut() {
        Set<Reason> played = EnumSet.noneOf(Reason.class);
        lasting().forEach(scenario -> played.add(reason(scenario)));
        Set<Reason> aboutNodes = EnumSet.noneOf(Reason.class);
        for (Reason reason : Reason.values()) {
            boolean about =
                    reason.scope() == Reason.Scope.NODE
                            || reason.scope() == Reason.Scope.POD_AND_NODE;
            if (about && reason != Reason.TOO_YOUNG) {
                aboutNodes.add(reason);
            }
        }
        assertThat(played).isEqualTo(aboutNodes);
    }

    @Test
    @Order(3)
    void explainNamesEveryCode() {
        Map<Reason, String> nodes = new HashMap<>();
        lasting().forEach(it -> nodes.put(reason(it), stage(it).victim()));
        nodes.forEach((reason, node) ->
                ServiceFixture.await(
                        "explain node " + node + ": " + reason.code(),
                        () -> {
                            JsonNode told = service.tree(explain("node", node));
                            return told.path("code").asText().equals(reason.code())
                                    && told.path("repair")
                                            .asText()
                                            .equals(reason.repair(node, "", request(reason, node)));
                        }));
    }

    @Test
    @Order(3)
    void requestToApproveIsNamedWhereverTheReasonIsTold() {
        Scenario scenario = named("s1-pending-csr");
        String node = stage(scenario).victim();
        String command = "kubectl certificate approve csr-" + node;
        awaitTrue(
                scenario,
                "a line of the log",
                () -> LOGGED.stream().anyMatch(line -> line.contains(command)));
        awaitTrue(
                scenario,
                "an Event",
                () -> messagesAbout(node).anyMatch(message -> message.endsWith(command)));
        assertThat(service.tree(explain("node", node)).path("repair").asText()).isEqualTo(command);
        Scenario denied = named("s1-denied-csr");
        String refused = stage(denied).victim();
        awaitTrue(
                denied,
                "an Event",
                () ->
                        messagesAbout(refused)
                                .anyMatch(message ->
                                        message.contains("csr=csr-" + refused)
                                                && message.contains("not in this cluster")));
    }

    @Test
    @Order(4)
    void podInTroubleSaysWhyAndItsNeighboursAreServed() {
        for (Scenario scenario : expecting(Loss.POD, "impossible_value")) {
            SimulatedPod pod = Objects.requireNonNull(POD_BEFORE.get(scenario.name()));
            awaitCode(scenario, podPath(pod), Reason.IMPOSSIBLE_VALUE);
            for (SimulatedPod other : running(stage(scenario).victim())) {
                if (!other.uid().equals(pod.uid())) {
                    awaitNewer(scenario, podPath(other));
                }
            }
            String refused = "kubemeter_refused_pods_total{reason=\"impossible_value\"}";
            assertThat(Exposition.read(reader).value(refused)).isPositive();
        }
    }

    @Test
    @Order(5)
    void whatANodeMayNotSayIsCountedAndServedNowhere() {
        for (Scenario scenario : expecting(Loss.REFUSED)) {
            String refused =
                    "kubemeter_refused_pods_total{reason=\"" + reason(scenario).label() + "\"}";
            awaitTrue(scenario, refused, () -> Exposition.read(reader).value(refused) > 0);
        }
        assertThat(answer(ROOT + "/pods").text())
                .contains("\"items\"")
                .doesNotContain("-ghost", "invented-");
    }

    @Test
    @Order(6)
    void whoLosesNothingIsServedOn() {
        for (Scenario scenario : Scenarios.all()) {
            boolean gone = scenario.name().equals("f39-node-gone");
            boolean loses = scenario.expected().loss() == Loss.NODE && !young(scenario);
            if (!gone && !loses) {
                awaitNewer(scenario, nodePath(stage(scenario).victim()));
            }
        }
        for (Scenario scenario : List.of(named("f27-restart"), named("f38-pod-burst"))) {
            for (SimulatedPod pod : running(stage(scenario).victim())) {
                awaitNewer(scenario, podPath(pod));
            }
        }
        String moved = Objects.requireNonNull(POD_BEFORE.get("f35-moved-pod")).name();
        Stage pair = stage(named("f35-moved-pod"));
        awaitNewer(
                named("f35-moved-pod"),
                podPath(find(pair.bystander().name(), it -> it.name().equals(moved))));
    }

    @Test
    @Order(7)
    void nodeThatIsGoneLeavesNothingBehind() {
        Scenario scenario = named("f39-node-gone");
        String node = stage(scenario).victim();
        awaitTrue(
                scenario,
                "a plain 404",
                () -> answer(nodePath(node)).text().contains("\"" + node + "\\\" not found\""));
        assertThat(answer(ROOT + "/nodes").text()).doesNotContain("\"" + node + "\"");
        awaitTrue(
                scenario,
                "no series",
                () -> !Exposition.read(reader).text().contains("\"" + node + "\""));
    }

    @Test
    @Order(8)
    void othersAnswerAsIfNothingHappened() {
        UsageOracle oracle = UsageOracle.of(REFRESH, Duration.ofMinutes(1).toMillis());
        for (String control : FREE) {
            Scenario any = Scenarios.all().iterator().next();
            JsonNode node = awaitNewer(any, nodePath(control));
            assertThat(timeless(answer(nodePath(control)).text()))
                    .isEqualTo(SHAPE_BEFORE.get(control));
            assertThat(
                            oracle.judge(
                                    Objects.requireNonNull(service.cluster.world().node(control)),
                                    ServiceFixture.second(node),
                                    ServiceFixture.windowMillis(node),
                                    ServiceFixture.usage(control, node.path("usage"))))
                    .isNull();
            for (SimulatedPod pod : running(control)) {
                JsonNode item = awaitNewer(any, podPath(pod));
                assertThat(oracle.judge(pod, ServiceFixture.pod(item))).isNull();
            }
        }
    }

    @Test
    @Order(9)
    void noAnswerIsWithoutANumberAndWithoutACode() {
        List<String> paths = new ArrayList<>();
        for (SimulatedNode node : service.cluster.world().nodes()) {
            paths.add(nodePath(node.name()));
            // Those from the beginning: of an unannounced one the API server knows nothing.
            running(node.name()).stream()
                    .limit(SHAPE.podsPerNode())
                    .forEach(pod -> paths.add(podPath(pod)));
        }
        for (String path : paths) {
            ServiceFixture.await(
                    "a number or a code at " + path,
                    () -> {
                        ClusterClient.Answer answer = answer(path);
                        return answer.status() == 200 || code(service.tree(answer.text())) != null;
                    });
        }
    }

    @Test
    @Order(10)
    void whoApprovesTheRequestHasMendedTheNode() {
        Scenario scenario = named("s1-pending-csr");
        String node = stage(scenario).victim();
        String approval =
                "{\"status\":{\"conditions\":[{\"type\":\"Approved\",\"status\":\"True\","
                        + "\"reason\":\"KubectlApprove\",\"message\":\"approved\"}]}}";
        ClusterClient.Answer approved =
                ClusterClient.join(
                        service.admin.send(
                                HttpMethod.PUT,
                                "/apis/certificates.k8s.io/v1/certificatesigningrequests/csr-"
                                        + node
                                        + "/approval",
                                new DefaultHttpHeaders(),
                                approval.getBytes(UTF_8)));
        assertThat(approved.status()).isEqualTo(200);
        awaitNewer(scenario, nodePath(node));
    }

    @Test
    @Order(11)
    void healedNodesComeBack() {
        for (Scenario scenario : Scenarios.all()) {
            if (!scenario.name().equals("f39-node-gone")) {
                scenario.stop(stage(scenario)).orTimeout(30, TimeUnit.SECONDS).join();
            }
        }
        injectedSecond = service.cluster.world().clock().millis() / 1000;
        for (Scenario scenario : Scenarios.all()) {
            String node = stage(scenario).victim();
            if (!scenario.name().equals("f39-node-gone")) {
                awaitNewer(scenario, nodePath(node));
                String well = NodeStateCollector.STATE + "{node=\"" + node + "\",reason=\"ok\"}";
                awaitTrue(scenario, well, () -> Exposition.read(reader).value(well) == 1);
            }
        }
        Scenario announced = named("f37-unannounced-pod");
        for (SimulatedPod pod : running(stage(announced).victim())) {
            awaitNewer(announced, podPath(pod));
        }
    }

    /** Scenarios that cost a node its numbers for as long as they last. */
    private static List<Scenario> lasting() {
        return Scenarios.all().stream()
                .filter(it -> it.expected().loss() == Loss.NODE && !young(it))
                .toList();
    }

    /** Scenarios that end by themselves with the next samples. */
    private static boolean young(Scenario scenario) {
        return scenario.expected().reason().equals("too_young");
    }

    private static List<Scenario> expecting(Loss loss) {
        return Scenarios.all().stream().filter(it -> it.expected().loss() == loss).toList();
    }

    private static List<Scenario> expecting(Loss loss, String reason) {
        return expecting(loss).stream()
                .filter(it -> it.expected().reason().equals(reason))
                .toList();
    }

    private static Scenario named(String name) {
        return Scenarios.named(name).orElseThrow();
    }

    private static Stage stage(Scenario scenario) {
        return Objects.requireNonNull(STAGES.get(scenario.name()));
    }

    private static Reason reason(Scenario scenario) {
        return Arrays.stream(Reason.values())
                .filter(it -> it.label().equals(scenario.expected().reason()))
                .findFirst()
                .orElseThrow();
    }

    private static List<SimulatedPod> running(String node) {
        return service.cluster.world().podsOn(node).stream()
                .filter(pod -> pod.phase() == PodPhase.RUNNING)
                .toList();
    }

    private static SimulatedPod find(String node, Predicate<SimulatedPod> wanted) {
        return running(node).stream().filter(wanted).findFirst().orElseThrow();
    }

    private static String nodePath(String node) {
        return ROOT + "/nodes/" + node;
    }

    private static String podPath(SimulatedPod pod) {
        return ROOT + "/namespaces/" + pod.namespace() + "/pods/" + pod.name();
    }

    private static ClusterClient.Answer answer(String path) {
        return service.admin.get(path);
    }

    private static String probe() {
        try {
            return reader.get("/readyz?verbose").body();
        } catch (java.io.IOException | InterruptedException e) {
            throw new AssertionError("no probe", e);
        }
    }

    private static boolean told(String node, Reason reason) {
        return messagesAbout(node).anyMatch(message -> message.startsWith(reason.code() + " "));
    }

    private static Stream<String> messagesAbout(String node) {
        return service.cluster.objects().events().stream()
                .filter(event -> event.involved().name().equals(node))
                .map(ClusterEvent::message);
    }

    /** The request that a reason is about; empty for others. */
    private static String request(Reason reason, String node) {
        boolean about = reason == Reason.CSR_PENDING || reason == Reason.CSR_DENIED;
        return about ? "csr-" + node : "";
    }

    private static String explain(String... arguments) {
        List<String> all = new ArrayList<>(List.of("explain", "-o=json"));
        all.addAll(List.of(arguments));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(out, true, UTF_8);
        Main.run(all, Map.of("KUBECONFIG", kubeconfig.toString()), printed, printed);
        return out.toString(UTF_8);
    }

    /** Asks until the answer names the reason, and gives it. */
    private static JsonNode awaitCode(Scenario scenario, String path, Reason reason) {
        List<JsonNode> last = new ArrayList<>();
        awaitTrue(
                scenario,
                reason.code() + " at " + path,
                () -> {
                    last.add(service.tree(answer(path).text()));
                    return reason.code().equals(code(last.getLast()));
                });
        return last.getLast();
    }

    /** The code of the reason that an answer gives, if it is one of ours. */
    private static @Nullable String code(JsonNode status) {
        String given = status.at("/details/causes/0/reason").asText();
        boolean ours = Arrays.stream(Reason.values()).anyMatch(it -> it.code().equals(given));
        return ours ? given : null;
    }

    /** Asks until there is a number of a sample that was taken after all trouble had begun. */
    private static JsonNode awaitNewer(Scenario scenario, String path) {
        List<JsonNode> last = new ArrayList<>();
        awaitTrue(
                scenario,
                "newer numbers at " + path,
                () -> {
                    ClusterClient.Answer answer = answer(path);
                    last.add(service.tree(answer.text()));
                    return answer.status() == 200
                            && ServiceFixture.second(last.getLast()) > injectedSecond;
                });
        return last.getLast();
    }

    private static void awaitTrue(
            Scenario scenario, String what, java.util.function.BooleanSupplier holds) {
        ServiceFixture.await(scenario.name() + ": " + what, holds);
    }

    /** An answer without its times and numbers: what may never change. */
    private static String timeless(String json) {
        return json.replaceAll(
                "\"(creationTimestamp|timestamp|window|cpu|memory)\":\"[^\"]*\"", "\"$1\":\"\"");
    }
}
