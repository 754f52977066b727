package io.kubemeter.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.bench.run.Settings.Access;
import io.kubemeter.simulator.ClusterOptions;
import io.kubemeter.simulator.SimulatedCluster;
import io.kubemeter.simulator.http.Exchange;
import io.kubemeter.simulator.kube.Answers;
import io.kubemeter.simulator.pki.Credential;
import io.kubemeter.simulator.world.WorldShape;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks a simulated kube-apiserver: HTTP/2 over TLS with a client certificate, as in a run. */
class OpenLoopTest {
    private static final int RATE = 100;
    private static final int PATIENCE_SECONDS = 60;

    @TempDir private Path directory;

    private SimulatedCluster cluster;
    private Client client;

    @BeforeEach
    void start() throws Exception {
        cluster =
                SimulatedCluster.open(
                        ClusterOptions.of(WorldShape.of(0, 0, 1, 7), InstantSource.system()));
        Credential admin = cluster.pki().admin();
        Path certificate = Files.writeString(directory.resolve("crt"), admin.certificatePem());
        Path key = Files.writeString(directory.resolve("key"), admin.keyPem());
        Endpoint endpoint =
                Endpoint.of(URI.create(cluster.url()), new Access(certificate, key, null));
        client = Client.open(endpoint, 2, false, System::nanoTime);
    }

    @AfterEach
    void stop() {
        client.close();
        cluster.close();
    }

    private OpenLoop.Outcome ask(String path) throws Exception {
        return OpenLoop.start(client, Workload.json("a", path), RATE, 0, 1)
                .done()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void everyQuestionIsAskedAndAnswered() throws Exception {
        OpenLoop.Outcome outcome = ask("/api/v1/nodes");
        assertThat(outcome.latency().count()).isEqualTo(RATE);
        assertThat(outcome.misses().wrong()).isZero();
        assertThat(outcome.misses().unanswered()).isZero();
        assertThat(outcome.bytesEach()).isPositive();
    }

    @Test
    void answerThatIsNotGoodIsCounted() throws Exception {
        OpenLoop.Outcome outcome = ask("/api/v1/unheard-of");
        assertThat(outcome.misses().wrong()).isEqualTo(RATE);
        assertThat(outcome.bytesEach()).isZero();
    }

    @Test
    void stalledServerIsChargedForAllThatWaited() throws Exception {
        Queue<Exchange> held = new ConcurrentLinkedQueue<>();
        AtomicInteger asked = new AtomicInteger();
        cluster.api()
                .script((exchange, _) -> {
                    held.add(exchange);
                    if (asked.incrementAndGet() == RATE) {
                        held.forEach(OpenLoopTest::answer);
                    }
                    return true;
                });
        Percentiles latency = ask("/api/v1/nodes").latency();
        // The first was due a second before the last, and all were answered at once.
        long half = TimeUnit.MILLISECONDS.toNanos(500);
        assertThat(latency.max() - latency.at(0.01)).isGreaterThan(half);
        assertThat(latency.at(0.6)).isGreaterThan(half / 2);
    }

    private static void answer(Exchange exchange) {
        exchange.loop().execute(() -> Answers.text(exchange, 200, "late"));
    }

    @Test
    void waitingQuestionsFailWithTheirConnection() throws Exception {
        cluster.close();
        OpenLoop.Outcome outcome = ask("/api/v1/nodes");
        assertThat(outcome.misses().wrong()).isEqualTo(RATE);
    }

    @Test
    void bodyIsKeptOnlyWhereItIsWanted() throws Exception {
        Ask nodes = Ask.json("/api/v1/nodes");
        assertThat(client.get(nodes, PATIENCE_SECONDS).body()).isEmpty();
        assertThat(client.get(nodes.whole(), PATIENCE_SECONDS).body()).contains("\"NodeList\"");
    }
}
