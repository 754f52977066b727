package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.simulator.SimulatedCluster;
import io.kubemeter.simulator.kube.AccessRules;
import io.kubemeter.simulator.kube.AccessRules.Rule;
import io.kubemeter.simulator.pki.Account;
import io.kubemeter.simulator.world.Refresh;
import io.kubemeter.simulator.world.WorldShape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What kubelets are shown where an account of its own scrapes, from TokenRequest to kubelet. */
class KubeletTokenTest {
    private static final WorldShape SHAPE =
            WorldShape.of(3, 2, 1, 83).refreshed(Refresh.about(Duration.ofSeconds(1)));
    private static final String NODES = "/apis/metrics.k8s.io/v1/nodes";

    /** Two thirds of the ten minutes that a token lives. */
    private static final Duration RENEWED_AFTER = Duration.ofSeconds(401);

    @TempDir Path folder;

    @Test
    void kubeletsAreShownTokensOfTheScrapersAccountOnly() throws Exception {
        AtomicLong aheadNanos = new AtomicLong();
        SimulatedCluster cluster = ServiceFixture.cluster(SHAPE);
        Account scraper = scraper(cluster);
        try (ServiceFixture service =
                ServiceFixture.in(
                        cluster,
                        folder,
                        () -> System.nanoTime() + aheadNanos.get(),
                        "--kubelet-token-account=kube-system/scraper")) {
            service.listOf(NODES, SHAPE.nodes());
            Set<String> first = Set.copyOf(cluster.tokensShownToKubelets());
            assertThat(first).hasSize(1);
            aheadNanos.set(RENEWED_AFTER.toNanos());
            ServiceFixture.await(
                    "another token", () -> cluster.tokensShownToKubelets().size() == 2);
            service.listOf(NODES, SHAPE.nodes());
            Set<String> shown = Set.copyOf(cluster.tokensShownToKubelets());
            assertThat(shown)
                    .containsAll(first)
                    .doesNotContain(Files.readString(folder.resolve("serviceaccount/token")))
                    .allMatch(token -> scraper.equals(cluster.pki().tokens().account(token)));
        }
    }

    /** An account that may do nothing but scrape, and our right to make tokens of it. */
    private static Account scraper(SimulatedCluster cluster) {
        Account scraper = cluster.api().accounts().create("kube-system", "scraper");
        AccessRules access = cluster.api().access();
        access.grant(Rule.of(scraper.user(), List.of("get"), "", List.of("nodes/metrics")));
        access.grant(
                new Rule(
                        AccessRules.METRICS_SERVER,
                        List.of("create"),
                        "",
                        List.of("serviceaccounts/token"),
                        new Rule.Within("kube-system", "scraper"),
                        List.of()));
        return scraper;
    }
}
