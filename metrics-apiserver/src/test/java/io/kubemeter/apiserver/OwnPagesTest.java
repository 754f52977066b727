package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.apiserver.api.Answer;
import io.kubemeter.apiserver.api.ApiRequest;
import io.kubemeter.apiserver.health.HealthCheck;
import io.kubemeter.apiserver.health.Probe;
import io.kubemeter.apiserver.telemetry.OwnMetrics;
import io.kubemeter.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OwnPagesTest {
    private final List<Runnable> elsewhere = new ArrayList<>();
    private final OwnPages pages =
            OwnPages.of(
                    new Probes(probe("healthz"), probe("livez"), probe("readyz")),
                    new OwnMetrics(
                            new Telemetry(15_000, List.of()),
                            new OwnMetrics.Points(() -> 0, () -> 0),
                            List.of(),
                            new NodeStateCollector(List::of),
                            "v0.0.0"),
                    elsewhere::add);

    @Test
    void metricsAreCollectedByOtherThreads() {
        CompletableFuture<Answer> answer = ask("/metrics");
        assertThat(answer).isNotDone();

        elsewhere.removeFirst().run();
        assertThat(answer).isCompletedWithValueMatching(made -> made.code() == 200);
    }

    @Test
    void probesAreAnsweredAtOnce() {
        assertThat(ask("/livez")).isCompletedWithValueMatching(made -> made.code() == 200);
        assertThat(elsewhere).isEmpty();
    }

    @Test
    void nothingElseIsKnownHere() {
        assertThat(ask("/apis")).isCompletedWithValueMatching(made -> made.code() == 404);
    }

    private CompletableFuture<Answer> ask(String path) {
        return pages.answerPath(ApiRequest.parse("GET", path, null, _ -> null))
                .toCompletableFuture();
    }

    private static Probe probe(String name) {
        return new Probe(name, List.of(HealthCheck.passing("ping")));
    }
}
