package io.kubemeter.bench.run;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one run does; made from the command line. */
record Settings(Shape shape, Window window, Load load, Subject subject, boolean json) {

    /** How large the simulated cluster is. */
    record Shape(int nodes, int podsPerNode, int containers, long seed) {
        long containersInAll() {
            return (long) nodes * podsPerNode * containers;
        }
    }

    /**
     * When the scrape cost is measured: for {@code seconds}, {@code warmup} after ready. If {@code
     * churn} is not zero, so many pods are replaced in each second of such a window at the end.
     */
    record Window(int warmupSeconds, int seconds, int resolutionSeconds, int churn) {}

    /** What is asked of the API afterwards. */
    record Load(
            List<Integer> rates,
            int seconds,
            int warmupSeconds,
            int fullLists,
            int connections,
            boolean gzip) {
        Load {
            rates = List.copyOf(rates);
        }
    }

    /** What is measured. */
    sealed interface Subject {
        /** A child started from {@code program}; {@code ours} adds what only Kubemeter knows. */
        record Child(Path program, boolean ours, List<String> arguments) implements Subject {
            public Child {
                arguments = List.copyOf(arguments);
            }
        }

        /** A server that somebody else started, and ends. */
        record Running(URI url, @Nullable Long pid, Access access) implements Subject {}

        /** Nobody: the cluster is held up for servers started by hand. */
        record Nobody(int seconds) implements Subject {}
    }

    /** Files that prove the caller: an aggregator's certificate, or a token. */
    record Access(@Nullable Path certificate, @Nullable Path key, @Nullable Path token) {}
}
