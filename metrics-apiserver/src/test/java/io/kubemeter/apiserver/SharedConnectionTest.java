package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.simulator.kube.AccessRules;
import io.kubemeter.simulator.world.WorldShape;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users whom one aggregator speaks for: what one may is never what another may. */
class SharedConnectionTest {
    private static final String NODES = "/apis/metrics.k8s.io/v1/nodes";
    private static final int ROUNDS = 20;
    private static final int AT_ONCE = 40;

    /** Below all kinds of caches: each user asks more than once, and others in between. */
    private static final int USERS = 10;

    private static final Pattern ACCEPTED =
            Pattern.compile("(?m)^kubemeter_caller_connections_accepted_total (\\d+)");

    @TempDir static Path folder;

    private static ServiceFixture service;

    @BeforeAll
    static void start() throws Exception {
        service = ServiceFixture.start(WorldShape.of(1, 1, 1, 3), folder);
        for (int user = 0; user < USERS; user += 2) {
            service.cluster
                    .api()
                    .access()
                    .grant(
                            AccessRules.Rule.of(
                                    name(user),
                                    List.of("get", "list"),
                                    "metrics.k8s.io",
                                    List.of("nodes")));
        }
        service.awaitKnownCallers(NODES);
    }

    @AfterAll
    static void stop() throws Exception {
        if (service != null) {
            service.close();
        }
    }

    @Test
    void usersOfOneConnectionGetTheirOwnDecisions() throws Exception {
        DirectCaller reader = Exposition.reader(service);
        DirectCaller aggregator = aggregator();
        assertThat(as(aggregator, 0).get(NODES).version()).isEqualTo(Version.HTTP_2);
        long before = accepted(reader);
        for (int round = 0; round < ROUNDS; round++) {
            List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                asked.add(as(aggregator, (i + round) % USERS).getLater(NODES));
            }
            for (int i = 0; i < AT_ONCE; i++) {
                judged((i + round) % USERS, asked.get(i).get(60, TimeUnit.SECONDS));
            }
        }
        // Others have connections, too, and open one now and then.
        assertThat(accepted(reader) - before).as("connections").isLessThan(AT_ONCE / 2);
    }

    @Test
    void usersOfManyConnectionsGetTheirOwnDecisions() throws Exception {
        for (int i = 0; i < 3 * USERS; i++) {
            judged(i % USERS, as(aggregator(), i % USERS).get(NODES));
        }
    }

    private static void judged(int user, HttpResponse<String> answer) {
        if (user % 2 == 0) {
            assertThat(answer.statusCode()).as(name(user)).isEqualTo(200);
        } else {
            assertThat(answer.statusCode()).as(name(user)).isEqualTo(403);
            assertThat(answer.body()).contains("User \\\"" + name(user) + "\\\" cannot list");
        }
    }

    private static DirectCaller aggregator() {
        return service.direct().showing(service.cluster.pki().frontProxyClient());
    }

    private static DirectCaller as(DirectCaller aggregator, int user) {
        return aggregator.saying("X-Remote-User", name(user));
    }

    private static String name(int user) {
        return "user-" + user;
    }

    private static long accepted(DirectCaller reader) {
        Matcher matcher = ACCEPTED.matcher(Exposition.read(reader).text());
        assertThat(matcher.find()).isTrue();
        return Long.parseLong(matcher.group(1));
    }
}
