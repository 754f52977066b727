package io.kubemeter.apiserver;

import io.kubemeter.kubelet.Reloadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A value made from files, made anew when their content changes. Content is compared, not times:
 * mounted secrets are swapped by symbolic links. What cannot be read or understood leaves the last
 * value in place and is logged once per cause.
 *
 * <p><b>Owner:</b> only the reloading executor writes, under this object's lock; any thread reads
 * {@link #current}.
 *
 * @param <T> the value
 */
final class FileReload<T extends @Nullable Object> implements Reloadable<T> {
    private static final Logger LOG = LoggerFactory.getLogger(FileReload.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    /** Makes the value from the contents of the files, in their order. */
    interface Parser<T extends @Nullable Object> {
        /** Throws what says best why the contents are no value. */
        T parse(List<byte[]> contents) throws IOException, GeneralSecurityException;
    }

    private final List<Path> files;
    private final Parser<T> parser;
    private final ScheduledExecutorService executor;
    private List<byte[]> contents;
    private @Nullable String lastProblem;
    private volatile T value;

    private FileReload(List<Path> files, Parser<T> parser, ScheduledExecutorService executor)
            throws IOException, GeneralSecurityException {
        this.files = List.copyOf(files);
        this.parser = parser;
        this.executor = executor;
        this.contents = read();
        this.value = parser.parse(contents);
    }

    /**
     * Reads the files now and looks at them again every few seconds on {@code executor}.
     *
     * @throws IOException when a file cannot be read at start
     * @throws GeneralSecurityException when a file is not what it should be
     */
    static <T extends @Nullable Object> FileReload<T> start(
            List<Path> files, ScheduledExecutorService executor, Parser<T> parser)
            throws IOException, GeneralSecurityException {
        FileReload<T> reload = new FileReload<>(files, parser, executor);
        executor.scheduleWithFixedDelay(
                reload::refresh, INTERVAL.toNanos(), INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
        return reload;
    }

    @Override
    public T current() {
        return value;
    }

    @Override
    public CompletionStage<T> reread() {
        return CompletableFuture.supplyAsync(
                () -> {
                    refresh();
                    return value;
                },
                executor);
    }

    private synchronized void refresh() {
        try {
            List<byte[]> now = read();
            if (!same(now, contents)) {
                value = parser.parse(now);
                contents = now;
                LOG.atInfo().addKeyValue("files", files).log("Reloaded files that changed");
            }
            lastProblem = null;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            String problem = e.toString();
            if (!problem.equals(lastProblem)) {
                lastProblem = problem;
                LOG.atWarn()
                        .addKeyValue("files", files)
                        .addKeyValue("err", problem)
                        .log("Cannot reload files; what was read last stays in use");
            }
        }
    }

    private List<byte[]> read() throws IOException {
        byte[][] read = new byte[files.size()][];
        for (int i = 0; i < read.length; i++) {
            read[i] = Files.readAllBytes(files.get(i));
        }
        return List.of(read);
    }

    private static boolean same(List<byte[]> a, List<byte[]> b) {
        for (int i = 0; i < a.size(); i++) {
            if (!Arrays.equals(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }
}
