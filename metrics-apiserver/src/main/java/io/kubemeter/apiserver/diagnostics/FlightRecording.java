package io.kubemeter.apiserver.diagnostics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.jfr.Configuration;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/**
 * Records what the JVM does for a while, one recording at a time. What the environment or the
 * command line hold is left out: secrets may be there.
 *
 * <p><b>Owner:</b> any thread may ask; the recording ends by itself.
 */
public final class FlightRecording {
    private static final long MOST_BYTES = 64L << 20;
    private static final List<String> KEPT_OUT =
            List.of(
                    "jdk.InitialEnvironmentVariable",
                    "jdk.InitialSystemProperty",
                    "jdk.InitialSecurityProperty",
                    "jdk.JVMInformation",
                    "jdk.SystemProcess");

    private final AtomicBoolean underway = new AtomicBoolean();
    private final Executor executor;

    /**
     * Nothing is recorded yet.
     *
     * @param executor writes the file; may block
     */
    public FlightRecording(Executor executor) {
        this.executor = executor;
    }

    /**
     * Begins, and completes with the file when the time is over; whoever takes the file deletes it.
     * Completes exceptionally where nothing can be recorded.
     *
     * @throws IllegalStateException where a recording is under way
     */
    public CompletionStage<Path> record(Duration length) {
        if (!underway.compareAndSet(false, true)) {
            throw new IllegalStateException("a recording is under way");
        }
        CompletableFuture<Path> file = new CompletableFuture<>();
        file.whenCompleteAsync((_, _) -> underway.set(false), executor);
        executor.execute(() -> begin(length, file));
        return file;
    }

    private void begin(Duration length, CompletableFuture<Path> file) {
        try {
            Path path = Files.createTempFile("kubemeter", ".jfr");
            Recording recording = new Recording(Configuration.getConfiguration("profile"));
            recording.setName(path.getFileName().toString());
            recording.setDuration(length);
            recording.setMaxSize(MOST_BYTES);
            KEPT_OUT.forEach(recording::disable);
            FlightRecorder.addListener(new End(recording, path, file, executor));
            recording.start();
        } catch (IOException | ParseException | RuntimeException e) {
            file.completeExceptionally(e);
        }
    }

    /** Writes the file once the recording has stopped. */
    private static final class End implements FlightRecorderListener {
        private final Recording recording;
        private final Path path;
        private final CompletableFuture<Path> file;
        private final Executor executor;

        End(Recording recording, Path path, CompletableFuture<Path> file, Executor executor) {
            this.recording = recording;
            this.path = path;
            this.file = file;
            this.executor = executor;
        }

        @Override
        public void recordingStateChanged(Recording changed) {
            if (changed == recording && changed.getState() == RecordingState.STOPPED) {
                FlightRecorder.removeListener(this);
                executor.execute(this::write);
            }
        }

        private void write() {
            try (recording) {
                recording.dump(path);
                file.complete(path);
            } catch (IOException | RuntimeException e) {
                file.completeExceptionally(e);
            }
        }
    }
}
