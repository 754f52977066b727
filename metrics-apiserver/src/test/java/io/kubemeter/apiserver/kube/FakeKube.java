package io.kubemeter.apiserver.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.mockwebserver.Dispatcher;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.RecordedRequest;
import okhttp3.mockwebserver.SocketPolicy;

/** Answers like a kube-apiserver what a test has laid ready, per path, in order. */
public final class FakeKube implements AutoCloseable {
    private static final int WAIT_SECONDS = 20;

    private final MockWebServer server = new MockWebServer();
    private final Map<String, Queue<MockResponse>> ready = new HashMap<>();
    private final BlockingQueue<RecordedRequest> asked = new LinkedBlockingQueue<>();

    public FakeKube() {
        server.setDispatcher(
                new Dispatcher() {
                    @Override
                    public MockResponse dispatch(RecordedRequest request) {
                        asked.add(request);
                        return answer(String.valueOf(request.getPath()));
                    }
                });
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lays an answer ready for the next request whose path begins so. */
    public synchronized FakeKube answers(String pathStart, MockResponse response) {
        ready.computeIfAbsent(pathStart, key -> new ArrayDeque<>()).add(response);
        return this;
    }

    public KubeApi api(Path directory) throws KubeConfigException, IOException {
        return KubeApi.open(new KubeLocation.Kubeconfig(kubeconfig(directory, "token: secret")));
    }

    /** A kubeconfig for this server whose user has these fields. */
    public Path kubeconfig(Path directory, String user) throws IOException {
        Path file = directory.resolve("kubeconfig");
        return Files.writeString(
                file,
                """
                apiVersion: v1
                kind: Config
                clusters:
                - name: fake
                  cluster: {server: '%s'}
                contexts:
                - name: fake
                  context: {cluster: fake, user: me}
                current-context: fake
                users:
                - name: me
                  user: {%s}
                """
                        .formatted(server.url("/"), user));
    }

    public RecordedRequest nextRequest() throws InterruptedException {
        RecordedRequest request = asked.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("nothing was asked for " + WAIT_SECONDS + " s");
        }
        return request;
    }

    /** The next request whose path begins so; others are left out. */
    public RecordedRequest nextRequest(String pathStart) throws InterruptedException {
        RecordedRequest request = nextRequest();
        while (!String.valueOf(request.getPath()).startsWith(pathStart)) {
            request = nextRequest();
        }
        return request;
    }

    public int requests() {
        return server.getRequestCount();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized MockResponse answer(String path) {
        List<String> starts = new ArrayList<>(ready.keySet());
        starts.sort((one, other) -> other.length() - one.length());
        for (String start : starts) {
            Queue<MockResponse> answers = ready.getOrDefault(start, new ArrayDeque<>());
            if (path.startsWith(start) && !answers.isEmpty()) {
                return answers.remove();
            }
        }
        return new MockResponse().setSocketPolicy(SocketPolicy.NO_RESPONSE);
    }
}
