package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.simulator.kube.AccessRules;
import io.kubemeter.simulator.world.WorldShape;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person who has to find a fault can ask the running process. */
class DiagnosticsTest {
    private static final List<String> PATHS =
            List.of("/debug/threads", "/debug/heap", "/debug/flightrecording?seconds=1");

    @TempDir static Path folder;

    private static ServiceFixture service;
    private static DirectCaller mechanic;

    @BeforeAll
    static void start() throws Exception {
        service = ServiceFixture.start(WorldShape.of(1, 1, 1, 7), folder);
        mechanic =
                service.direct()
                        .bearing(
                                service.token(
                                        "mechanic",
                                        AccessRules.Rule.paths("mechanic", List.of("/debug/*"))));
        ServiceFixture.await("who may call is known", () -> status("/debug/heap") == 200);
    }

    @AfterAll
    static void stop() throws Exception {
        if (service != null) {
            service.close();
        }
    }

    private static int status(String path) {
        try {
            return mechanic.get(path).statusCode();
        } catch (Exception e) {
            throw new AssertionError(path, e);
        }
    }

    @Test
    void nobodyElseIsAnswered() throws Exception {
        for (String path : PATHS) {
            assertThat(service.direct().get(path).statusCode()).as(path).isEqualTo(403);
            assertThat(mechanic.send("POST", path).statusCode()).as(path).isEqualTo(403);
        }
        assertThat(mechanic.get("/debug/pprof/heap").statusCode()).isEqualTo(404);
    }

    @Test
    void threadsAndMemoryAreTold() throws Exception {
        assertThat(mechanic.get("/debug/threads").body())
                .contains("\"background\"", " threads\n", "  at ");
        assertThat(mechanic.get("/debug/heap").body())
                .contains("heap ", "collector ", "buffers direct", "MiB");
    }

    @Test
    void recordingIsMadeAndHoldsNoEnvironment() throws Exception {
        CompletableFuture<HttpResponse<byte[]>> recording =
                mechanic.client()
                        .sendAsync(
                                request("/debug/flightrecording?seconds=1"),
                                BodyHandlers.ofByteArray());
        HttpResponse<byte[]> answer = recording.get(120, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(200);
        Path file = Files.write(folder.resolve("got.jfr"), answer.body());
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertThat(events).isNotEmpty();
        assertThat(events)
                .noneMatch(event -> event.getEventType().getName().startsWith("jdk.Initial"));
    }

    @Test
    void lengthIsBounded() throws Exception {
        for (String seconds : List.of("0", "121", "-1", "x", "99999999999")) {
            assertThat(mechanic.get("/debug/flightrecording?seconds=" + seconds).statusCode())
                    .as(seconds)
                    .isEqualTo(400);
        }
    }

    @Test
    void switchTakesThemAway(@TempDir Path other) throws Exception {
        try (ServiceFixture without =
                ServiceFixture.start(WorldShape.of(1, 1, 1, 8), other, "--profiling=false")) {
            ServiceFixture.await(
                    "an answer",
                    () -> without.admin.get("/apis/metrics.k8s.io/v1/nodes").status() == 200);
            DirectCaller admin = without.direct().showing(without.cluster.pki().admin());
            for (String path : PATHS) {
                assertThat(admin.get(path).statusCode()).as(path).isEqualTo(404);
            }
        }
    }

    private static HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + mechanic.port() + path))
                .headers(mechanic.headers().toArray(String[]::new))
                .timeout(Duration.ofMinutes(2))
                .build();
    }
}
