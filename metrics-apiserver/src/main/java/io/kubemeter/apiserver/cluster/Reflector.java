package io.kubemeter.apiserver.cluster;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.kubemeter.apiserver.kube.ApiException;
import io.kubemeter.apiserver.kube.ApiProblem;
import io.kubemeter.apiserver.kube.Backoff;
import io.kubemeter.apiserver.kube.KubeApi;
import io.kubemeter.apiserver.kube.KubeResponse;
import io.kubemeter.apiserver.protobuf.KubeStreams;
import io.kubemeter.apiserver.protobuf.MalformedProtobufException;
import io.kubemeter.apiserver.protobuf.ProtoReader;
import io.kubemeter.apiserver.protobuf.StatusItem;
import io.kubemeter.apiserver.protobuf.WatchFrame;
import io.kubemeter.model.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a sink equal to one kind of object at kube-apiserver: lists once, then watches, resuming at
 * the version that it heard last. It lists again only when that version is gone (410) or the stream
 * cannot be understood, and a list that fails half-way changes nothing but what it named.
 *
 * <p><b>Owner:</b> its virtual thread; {@link #problem} is for any thread.
 *
 * @param <T> what is kept
 */
final class Reflector<T> implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Reflector.class);

    private static final String LIST_ACCEPT =
            "application/vnd.kubernetes.protobuf,application/json";
    private static final String WATCH_ACCEPT =
            "application/vnd.kubernetes.protobuf;stream=watch,application/json";

    private static final int SHORTEST_WATCH_SECONDS = 240;
    private static final int WATCH_SPREAD_SECONDS = 120;
    private static final Duration LIST_SILENCE = Duration.ofSeconds(30);

    /**
     * How much later than it was asked for a watch may end before the connection counts as dead.
     */
    private static final Duration GRACE = Duration.ofSeconds(30);

    /** A watch that ends sooner and says nothing is not begun again at once. */
    private static final long SHORT_WATCH_NANOS = Duration.ofSeconds(5).toNanos();

    private static final int GONE = 410;

    private final KubeApi api;
    private final Watched<T> watched;
    private final Sink<T> sink;
    private final LongSupplier nanos;
    private final RandomGenerator random;
    private final Backoff backoff;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** Where to go on watching; empty means that a list comes first. */
    private String version = "";

    /** Whether the next list may come from kube-apiserver's cache, however old. */
    private boolean anyVersion = true;

    private volatile @Nullable ApiProblem problem =
            new ApiProblem(Reason.API_UNREACHABLE, "not listed yet");

    Reflector(
            KubeApi api,
            Watched<T> watched,
            Sink<T> sink,
            LongSupplier nanos,
            RandomGenerator random) {
        this.api = api;
        this.watched = watched;
        this.sink = sink;
        this.nanos = nanos;
        this.random = random;
        this.backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(20), random);
    }

    /** What is wrong now, or {@code null}. */
    @Nullable ApiProblem problem() {
        return problem;
    }

    void stop() {
        stopped.countDown();
    }

    @Override
    public void run() {
        while (stopped.getCount() > 0) {
            Duration pause = step();
            if (pause.isPositive() && isStoppedAfter(pause)) {
                return;
            }
        }
    }

    /** One list or one watch; returns how long to wait before the next. */
    private Duration step() {
        try {
            if (version.isEmpty()) {
                version = list();
                anyVersion = false;
                backoff.reset();
                return Duration.ZERO;
            }
            return watch() ? Duration.ZERO : backoff.next();
        } catch (ApiException e) {
            if (e.status() == GONE) {
                version = "";
            }
            report(e.problem());
            Duration asked = Duration.ofSeconds(Math.min(e.retryAfterSeconds(), 60));
            Duration own = backoff.next();
            return asked.compareTo(own) > 0 ? asked : own;
        } catch (MalformedProtobufException | JsonProcessingException e) {
            version = "";
            report(new ApiProblem(Reason.API_UNREACHABLE, watched.name() + ": " + e.getMessage()));
            return backoff.next();
        } catch (IOException e) {
            report(new ApiProblem(Reason.API_UNREACHABLE, watched.name() + ": " + e.getMessage()));
            return backoff.next();
        } catch (RuntimeException | Error e) {
            // Whatever it is: a watch that ends for ever would freeze the view.
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("resource", watched.name())
                    .log("Cluster view failed, listing again");
            version = "";
            report(new ApiProblem(Reason.API_UNREACHABLE, watched.name() + ": " + e));
            return backoff.next();
        }
    }

    private String list() throws IOException {
        String from = anyVersion ? "resourceVersion=0" : "";
        String path = watched.path() + "?" + watched.selection() + from;
        sink.listBegins();
        String listed;
        try (KubeResponse answer = api.get(path, LIST_ACCEPT, LIST_SILENCE)) {
            listed =
                    isJson(answer)
                            ? JsonObjects.list(answer.body(), watched, sink::present)
                            : KubeStreams.list(
                                    new ProtoReader(answer.body()),
                                    watched.protobuf(),
                                    sink::present);
        }
        if (listed.isEmpty()) {
            throw new IOException("a list without a resourceVersion");
        }
        sink.listEnds();
        recovered();
        return listed;
    }

    /** Watches until the server ends it; returns whether the next may begin at once. */
    private boolean watch() throws IOException {
        int seconds = SHORTEST_WATCH_SECONDS + random.nextInt(WATCH_SPREAD_SECONDS);
        String path =
                watched.path()
                        + "?"
                        + watched.selection()
                        + "watch=true&allowWatchBookmarks=true&resourceVersion="
                        + version
                        + "&timeoutSeconds="
                        + seconds;
        String before = version;
        long begin = nanos.getAsLong();
        Duration silence = Duration.ofSeconds(seconds).plus(GRACE);
        try (KubeResponse answer = api.get(path, WATCH_ACCEPT, silence)) {
            recovered();
            if (isJson(answer)) {
                readJson(answer);
            } else {
                readProtobuf(answer);
            }
        }
        boolean lasted = nanos.getAsLong() - begin > SHORT_WATCH_NANOS;
        boolean heard = !version.equals(before);
        if (lasted || heard) {
            backoff.reset();
        }
        return lasted || heard;
    }

    private void readProtobuf(KubeResponse answer) throws IOException {
        ProtoReader in = new ProtoReader(answer.body());
        while (KubeStreams.hasFrame(in)) {
            apply(KubeStreams.frame(in, watched.protobuf(), watched::version));
        }
    }

    private void readJson(KubeResponse answer) throws IOException {
        try (JsonParser in = JsonObjects.parser(answer.body())) {
            for (WatchFrame<T> frame = JsonObjects.frame(in, watched);
                    frame != null;
                    frame = JsonObjects.frame(in, watched)) {
                apply(frame);
            }
        }
    }

    private void apply(WatchFrame<T> frame) throws IOException {
        switch (frame) {
            case WatchFrame.Present<T>(T item) -> {
                sink.present(item);
                heard(watched.version(item));
            }
            case WatchFrame.Gone<T>(T item) -> {
                sink.gone(item);
                heard(watched.version(item));
            }
            case WatchFrame.Bookmark<T>(String now) -> heard(now);
            case WatchFrame.Failed<T>(StatusItem status) -> {
                version = "";
                if (status.code() != GONE) {
                    throw new IOException(
                            "the watch ended with " + status.code() + " " + status.message());
                }
            }
            case WatchFrame.Other<T>() -> {}
        }
    }

    private void heard(String now) {
        if (!now.isEmpty()) {
            version = now;
        }
    }

    private static boolean isJson(KubeResponse answer) {
        return answer.contentType().startsWith("application/json");
    }

    private void recovered() {
        if (problem != null) {
            problem = null;
            LOG.atInfo().addKeyValue("resource", watched.name()).log("Cluster view is up to date");
        }
    }

    /** Logs a problem once, until it is another one. */
    private void report(ApiProblem now) {
        if (stopped.getCount() > 0 && !now.equals(problem)) {
            problem = now;
            LOG.atWarn()
                    .addKeyValue("resource", watched.name())
                    .addKeyValue("code", now.reason().code())
                    .addKeyValue("err", now.sentence())
                    .log("Cluster view waits");
        }
    }

    private boolean isStoppedAfter(Duration pause) {
        try {
            return stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
