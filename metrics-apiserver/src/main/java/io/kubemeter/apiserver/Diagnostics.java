package io.kubemeter.apiserver;

import io.kubemeter.apiserver.api.Answer;
import io.kubemeter.apiserver.api.Answers;
import io.kubemeter.apiserver.api.ApiRequest;
import io.kubemeter.apiserver.api.BodySource;
import io.kubemeter.apiserver.api.Status;
import io.kubemeter.apiserver.diagnostics.FlightRecording;
import io.kubemeter.apiserver.diagnostics.HeapSummary;
import io.kubemeter.apiserver.diagnostics.ThreadDump;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers under {@code /debug}, to who may get these paths: a thread dump, a summary of memory, a
 * flight recording. Behind {@code --profiling}.
 *
 * <p><b>Owner:</b> any thread; the work is done on the executor's threads.
 */
final class Diagnostics {
    private static final String THREADS = "/debug/threads";
    private static final String HEAP = "/debug/heap";
    private static final String RECORDING = "/debug/flightrecording";
    private static final List<String> PATHS = List.of(THREADS, HEAP, RECORDING);

    private static final int OK = 200;
    private static final int DEFAULT_SECONDS = 10;
    private static final int MOST_SECONDS = 120;
    private static final int BUSY = 429;
    private static final int FAILED = 500;

    private final boolean enabled;
    private final Executor executor;
    private final FlightRecording recorder;

    Diagnostics(boolean enabled, Executor executor) {
        this.enabled = enabled;
        this.executor = executor;
        this.recorder = new FlightRecording(executor);
    }

    /** Whether such a path is answered here. */
    boolean serves(ApiRequest request) {
        return enabled
                && request.path().verb().equals("get")
                && PATHS.contains(request.path().path());
    }

    /** Never blocks, never completes exceptionally; completes on any thread. */
    CompletionStage<Answer> answer(ApiRequest request) {
        return switch (request.path().path()) {
            case THREADS -> text(request, ThreadDump::text);
            case HEAP -> text(request, HeapSummary::text);
            default -> record(request);
        };
    }

    private CompletionStage<Answer> text(ApiRequest request, Supplier<String> text) {
        return CompletableFuture.supplyAsync(() -> Answers.text(request, OK, text.get()), executor);
    }

    private CompletionStage<Answer> record(ApiRequest request) {
        int seconds = seconds(request.query().first("seconds"));
        if (seconds < 1 || seconds > MOST_SECONDS) {
            return CompletableFuture.completedFuture(
                    Answers.status(
                            request,
                            Status.badRequest("seconds must be from 1 to " + MOST_SECONDS)));
        }
        CompletionStage<Path> file;
        try {
            file = recorder.record(Duration.ofSeconds(seconds));
        } catch (IllegalStateException e) {
            return CompletableFuture.completedFuture(
                    Answers.text(request, BUSY, "a recording is under way\n"));
        }
        return file.handle((path, problem) -> recorded(request, path, problem));
    }

    private static Answer recorded(
            ApiRequest request, @Nullable Path path, @Nullable Throwable problem) {
        if (path == null) {
            // A file system that is read-only, or a JVM without a recorder: the words say which.
            return Answers.text(request, FAILED, "cannot record: " + problem + "\n");
        }
        try {
            return Answers.of(
                    request, OK, "application/octet-stream", List.of(), new FileBody(path));
        } catch (IOException e) {
            return Answers.text(request, FAILED, "cannot record: " + e + "\n");
        }
    }

    private static int seconds(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return DEFAULT_SECONDS;
        }
        return text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
    }

    /**
     * A file that was just written, and is deleted once it is sent.
     *
     * <p><b>Owner:</b> the event loop that sends it. Its pages are still in memory, so reading does
     * not wait for a disk.
     */
    private static final class FileBody implements BodySource {
        private final Path path;
        private final InputStream file;

        FileBody(Path path) throws IOException {
            this.path = path;
            this.file = Files.newInputStream(path);
        }

        @Override
        public boolean fill(ByteBuf into) {
            try {
                return into.writeBytes(file, into.writableBytes()) >= 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                file.close();
                Files.deleteIfExists(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
