package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubemeter.simulator.kube.AccessRules;
import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.world.SimulatedPod;
import io.kubemeter.simulator.world.WorldShape;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what, cell by cell: every identity with every verb, resource and path. */
class AuthorizationMatrixTest {
    private static final String GROUP = "metrics.k8s.io";
    private static final String READER = "reader";
    private static final String SHOPKEEPER = "shopkeeper";
    private static final String SCRAPER = "scraper";
    private static final String NEWCOMER = "newcomer";

    /**
     * The answer to each identity (columns) for each request (rows). {@code G} is the group's
     * version, {@code N} a node, {@code P} a pod of namespace {@code S}, {@code O} another
     * namespace.
     *
     * <p>nobody: no credential; forged: headers without a certificate; strange: a certificate of
     * another cluster; false: a token that nobody knows; bare: the aggregator without headers;
     * admin: a certificate of system:masters; master: told by the aggregator to be in
     * system:masters; reader: a certificate of who may read all; told: the same by the aggregator;
     * shop: a token of who may read pods of one namespace; scraper: may read /metrics; new: no
     * rights; as-shop: a master as the shopkeeper; as-admin: one without rights as a master.
     */
    private static final String MATRIX =
            """
                             nobody forged strange false bare admin master reader told shop scraper new as-shop as-admin
            GET G/nodes         403    403     401   401  401   200    200    200  200  403     403 403     403      403
            GET G/nodes/N       403    403     401   401  401   200    200    200  200  403     403 403     403      403
            GET G/nodes/none    403    403     401   401  401   404    404    404  404  403     403 403     403      403
            GET G/nodes?watch=1 403    403     401   401  401   405    405    403  403  403     403 403     403      403
            HEAD G/nodes        403    403     401   401  401   200    200    200  200  403     403 403     403      403
            POST G/nodes        403    403     401   401  401   405    405    403  403  403     403 403     403      403
            PUT G/nodes/N       403    403     401   401  401   405    405    403  403  403     403 403     403      403
            PATCH G/nodes/N     403    403     401   401  401   405    405    403  403  403     403 403     403      403
            DELETE G/nodes/N    403    403     401   401  401   405    405    403  403  403     403 403     403      403
            DELETE G/nodes      403    403     401   401  401   405    405    403  403  403     403 403     403      403
            GET G/pods          403    403     401   401  401   200    200    200  200  403     403 403     403      403
            GET S/pods          403    403     401   401  401   200    200    200  200  200     403 403     200      403
            GET S/pods/P        403    403     401   401  401   200    200    200  200  200     403 403     200      403
            GET S/pods/none     403    403     401   401  401   404    404    404  404  404     403 403     404      403
            GET S/pods/P/log    403    403     401   401  401   404    404    403  403  403     403 403     403      403
            GET S/pods?watch=1  403    403     401   401  401   405    405    403  403  403     403 403     403      403
            DELETE S/pods/P     403    403     401   401  401   405    405    403  403  403     403 403     403      403
            GET O/pods          403    403     401   401  401   200    200    200  200  403     403 403     403      403
            GET G/secrets       403    403     401   401  401   404    404    403  403  403     403 403     403      403
            GET /livez          200    200     401   401  401   200    200    200  200  200     200 200     200      403
            GET /readyz         200    200     401   401  401   200    200    200  200  200     200 200     200      403
            GET /readyz/ping    403    403     401   401  401   200    200    403  403  403     403 403     403      403
            GET /metrics        403    403     401   401  401   200    200    403  403  403     200 403     403      403
            GET /apis           403    403     401   401  401   200    200    200  200  200     200 200     200      403
            GET G               403    403     401   401  401   200    200    200  200  200     200 200     200      403
            GET /version        200    200     401   401  401   200    200    200  200  200     200 200     200      403
            GET /               403    403     401   401  401   200    200    403  403  403     403 403     403      403
            GET /nothing        403    403     401   401  401   404    404    403  403  403     403 403     403      403
            """;

    @TempDir static Path folder;

    private static ServiceFixture service;
    private static SimulatedPod pod;
    private static String elsewhere;
    private static final Map<String, DirectCaller> CALLERS = new LinkedHashMap<>();

    @BeforeAll
    static void start() throws Exception {
        WorldShape shape = WorldShape.of(3, 4, 1, 5);
        service = ServiceFixture.start(shape, folder);
        service.listOf("/apis/" + GROUP + "/v1beta1/nodes", shape.nodes());
        service.listOf("/apis/" + GROUP + "/v1beta1/pods", shape.nodes() * shape.podsPerNode());
        ServiceFixture.await(
                "readiness",
                () -> service.tree(service.admin.get("/apis").text()) != null && ready());
        pod = service.cluster.world().pods().iterator().next();
        elsewhere =
                service.cluster.world().pods().stream()
                        .map(SimulatedPod::namespace)
                        .filter(namespace -> !namespace.equals(pod.namespace()))
                        .findFirst()
                        .orElse("elsewhere");
        makeCallers();
    }

    @AfterAll
    static void stop() throws Exception {
        if (service != null) {
            service.close();
        }
    }

    private static boolean ready() {
        try {
            return service.direct().get("/readyz").statusCode() == 200;
        } catch (Exception e) {
            return false;
        }
    }

    private static void makeCallers() {
        AccessRules access = service.cluster.api().access();
        access.grant(
                AccessRules.Rule.of(
                        READER, List.of("get", "list"), GROUP, List.of("nodes", "pods")));
        access.grant(
                new AccessRules.Rule(
                        SHOPKEEPER,
                        List.of("get", "list"),
                        GROUP,
                        List.of("pods"),
                        new AccessRules.Rule.Within(pod.namespace(), ""),
                        List.of()));
        ClusterPki pki = service.cluster.pki();
        DirectCaller anybody = service.direct();
        DirectCaller aggregator = anybody.showing(pki.frontProxyClient());
        CALLERS.put("nobody", anybody);
        CALLERS.put(
                "forged", anybody.saying("X-Remote-User", "a", "X-Remote-Group", "system:masters"));
        CALLERS.put(
                "strange",
                anybody.showing(ClusterPki.create(service.cluster.world().clock()).admin()));
        CALLERS.put("false", anybody.bearing("nobody's"));
        CALLERS.put("bare", aggregator);
        CALLERS.put("admin", anybody.showing(pki.admin()));
        CALLERS.put("master", told(aggregator, "m", "system:masters"));
        CALLERS.put("reader", anybody.showing(pki.client(READER, List.of())));
        CALLERS.put("told", told(aggregator, READER, "g"));
        CALLERS.put("shop", anybody.bearing(service.token(SHOPKEEPER)));
        CALLERS.put(
                "scraper",
                anybody.bearing(
                        service.token(
                                SCRAPER, AccessRules.Rule.paths(SCRAPER, List.of("/metrics")))));
        CALLERS.put("new", anybody.bearing(service.token(NEWCOMER)));
        CALLERS.put(
                "as-shop",
                told(aggregator, "m", "system:masters").saying("Impersonate-User", SHOPKEEPER));
        CALLERS.put(
                "as-admin",
                anybody.bearing(service.token(NEWCOMER))
                        .saying("Impersonate-User", "m", "Impersonate-Group", "system:masters"));
    }

    private static DirectCaller told(DirectCaller aggregator, String user, String group) {
        return aggregator.saying(
                "X-Remote-User",
                user,
                "X-Remote-Group",
                group,
                "X-Remote-Group",
                "system:authenticated");
    }

    private static DirectCaller caller(String who) {
        return Objects.requireNonNull(CALLERS.get(who), who);
    }

    @Test
    void everyCellIsAsWritten() throws Exception {
        List<String> rows = MATRIX.lines().toList();
        List<String> names = List.of(rows.getFirst().strip().split("\\s+", -1));
        assertThat(names).containsExactlyElementsOf(CALLERS.keySet());
        List<String> wrong = new ArrayList<>();
        for (String row : rows.subList(1, rows.size())) {
            String[] cells = row.strip().split("\\s+", -1);
            assertThat(cells).as(row).hasSize(2 + names.size());
            for (int i = 0; i < names.size(); i++) {
                int expected = Integer.parseInt(cells[2 + i]);
                check(names.get(i), cells[0], target(cells[1]), expected, wrong);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static String target(String cell) {
        String version = "/apis/" + GROUP + "/v1beta1";
        return Arrays.stream(cell.split("(?<=/)|(?=[/?])", -1))
                .map(part ->
                        switch (part) {
                            case "G" -> version;
                            case "S" -> version + "/namespaces/" + pod.namespace();
                            case "O" -> version + "/namespaces/" + elsewhere;
                            case "N" -> service.cluster.world().nodes().iterator().next().name();
                            case "P" -> pod.name();
                            default -> part;
                        })
                .reduce("", String::concat);
    }

    private static void check(
            String who, String method, String target, int expected, List<String> wrong)
            throws Exception {
        HttpResponse<String> answer = caller(who).send(method, target);
        String cell = who + " " + method + " " + target;
        if (answer.statusCode() != expected) {
            wrong.add(cell + ": " + answer.statusCode() + ", expected " + expected);
            return;
        }
        if (method.equals("HEAD") || (expected != 401 && expected != 403)) {
            return;
        }
        JsonNode status = service.tree(answer.body());
        String reason = expected == 401 ? "Unauthorized" : "Forbidden";
        if (!status.path("reason").asText().equals(reason) || status.has("items")) {
            wrong.add(cell + ": " + answer.body());
        }
        if (expected == 403 && !status.path("message").asText().contains("User \"" + user(who))) {
            wrong.add(cell + " does not name its user: " + answer.body());
        }
    }

    private static String user(String who) {
        return switch (who) {
            case "nobody", "forged" -> "system:anonymous";
            case "reader", "told" -> READER;
            case "shop", "as-shop" -> SHOPKEEPER;
            case "scraper" -> SCRAPER;
            default -> NEWCOMER;
        };
    }

    @Test
    void refusalsHaveUpstreamsWords() throws Exception {
        DirectCaller newcomer = caller("new");
        String version = "/apis/" + GROUP + "/v1beta1";
        says(
                newcomer,
                version + "/nodes/" + pod.name(),
                "nodes.metrics.k8s.io \""
                        + pod.name()
                        + "\" is forbidden: User \"newcomer\" cannot get resource \"nodes\" in API"
                        + " group \"metrics.k8s.io\" at the cluster scope");
        says(
                newcomer,
                version + "/namespaces/a/pods",
                "pods.metrics.k8s.io is forbidden: User \"newcomer\" cannot list resource \"pods\""
                        + " in API group \"metrics.k8s.io\" in the namespace \"a\"");
        says(newcomer, "/metrics", "forbidden: User \"newcomer\" cannot get path \"/metrics\"");
        says(
                newcomer.saying("Impersonate-User", "jane"),
                version + "/nodes",
                "nodes.metrics.k8s.io is forbidden: User \"newcomer\" cannot"
                        + " impersonate-on:user-info:list resource \"nodes\" in API group"
                        + " \"metrics.k8s.io\" at the cluster scope");
        says(
                newcomer.saying("Impersonate-User", "jane"),
                "/metrics",
                "forbidden: User \"newcomer\" cannot impersonate-on:user-info:get path \"/metrics\"");
        HttpResponse<String> malformed = newcomer.saying("Impersonate-Group", "g").get("/livez");
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(malformed.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(service.tree(malformed.body()).path("message").asText())
                .isEqualTo(
                        "requested &user.DefaultInfo{Name:\"\", UID:\"\", Groups:[]string{\"g\"},"
                                + " Extra:map[string][]string(nil)} without impersonating a user"
                                + " name");
    }

    private static void says(DirectCaller caller, String path, String message) throws Exception {
        HttpResponse<String> answer = caller.get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(403);
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(service.tree(answer.body()).path("message").asText()).isEqualTo(message);
    }

    @Test
    void usersOfOneConnectionAreJudgedEachForItself() throws Exception {
        DirectCaller aggregator =
                service.direct().showing(service.cluster.pki().frontProxyClient());
        List<String> users = List.of(READER, NEWCOMER, SHOPKEEPER);
        String path = "/apis/" + GROUP + "/v1beta1/nodes";
        // The first request opens the one connection that the others share.
        aggregator.get(path);
        for (int round = 0; round < 10; round++) {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                answers.add(told(aggregator, users.get(i % users.size()), "g").getLater(path));
            }
            for (int i = 0; i < answers.size(); i++) {
                String user = users.get(i % users.size());
                HttpResponse<String> answer = answers.get(i).get(60, TimeUnit.SECONDS);
                assertThat(answer.version()).isEqualTo(java.net.http.HttpClient.Version.HTTP_2);
                if (user.equals(READER)) {
                    assertThat(answer.statusCode()).isEqualTo(200);
                } else {
                    assertThat(answer.statusCode()).isEqualTo(403);
                    assertThat(answer.body()).contains("User \\\"" + user + "\\\"");
                }
            }
        }
    }
}
