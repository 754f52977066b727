package io.kubemeter.simulator.kubelet;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kubemeter.simulator.world.Measured;

/**
 * Writes the text of {@code /metrics/resource}: families by name, each value the latest sample of
 * its series at the given moment.
 *
 * <p><b>Owner:</b> one event loop; the columns of samples are reused for one body after the other.
 */
final class ResourceBody {
    private static final Family CONTAINER_CPU =
            new Family(
                    "container_cpu_usage_seconds_total",
                    "[STABLE] Cumulative cpu time consumed by the container in core-seconds",
                    "counter");
    private static final Family CONTAINER_MEMORY =
            new Family(
                    "container_memory_working_set_bytes",
                    "[STABLE] Current working set of the container in bytes",
                    "gauge");
    private static final Family CONTAINER_START =
            new Family(
                    "container_start_time_seconds",
                    "[STABLE] Start time of the container since unix epoch in seconds",
                    "gauge");
    private static final Family CONTAINER_SWAP =
            new Family(
                    "container_swap_usage_bytes",
                    "[ALPHA] Current amount of the container swap usage in bytes. Reported only on"
                            + " non-windows systems",
                    "gauge");
    private static final Family NODE_CPU =
            new Family(
                    "node_cpu_usage_seconds_total",
                    "[STABLE] Cumulative cpu time consumed by the node in core-seconds",
                    "counter");
    private static final Family NODE_MEMORY =
            new Family(
                    "node_memory_working_set_bytes",
                    "[STABLE] Current working set of the node in bytes",
                    "gauge");
    private static final Family NODE_SWAP =
            new Family(
                    "node_swap_usage_bytes",
                    "[ALPHA] Current swap usage of the node in bytes. Reported only on non-windows"
                            + " systems",
                    "gauge");
    private static final Family POD_CPU =
            new Family(
                    "pod_cpu_usage_seconds_total",
                    "[STABLE] Cumulative cpu time consumed by the pod in core-seconds",
                    "counter");
    private static final Family POD_MEMORY =
            new Family(
                    "pod_memory_working_set_bytes",
                    "[STABLE] Current working set of the pod in bytes",
                    "gauge");
    private static final Family POD_SWAP =
            new Family(
                    "pod_swap_usage_bytes",
                    "[ALPHA] Current amount of the pod swap usage in bytes. Reported only on"
                            + " non-windows systems",
                    "gauge");

    /** A space, the thirteen digits of any instant from 2001 to 2286, and the end of the line. */
    private static final int STAMP_BYTES = 15;

    private static final byte[] NO_LABELS = " ".getBytes(US_ASCII);
    private static final byte[] NO_ERROR =
            ("# HELP resource_scrape_error [STABLE] 1 if there was an error while getting"
                            + " container metrics, 0 otherwise\n"
                            + "# TYPE resource_scrape_error gauge\n"
                            + "resource_scrape_error 0\n")
                    .getBytes(US_ASCII);

    private final BodyWriter out;
    private long[] samples = new long[256];
    private byte[] stamps = new byte[256 * STAMP_BYTES];

    ResourceBody(BodyWriter out) {
        this.out = out;
    }

    /** The parts of a family that do not change. */
    private static final class Family {
        private final byte[] comments;
        private final byte[] name;

        Family(String name, String help, String type) {
            this.comments =
                    ("# HELP " + name + " " + help + "\n# TYPE " + name + " " + type + "\n")
                            .getBytes(US_ASCII);
            this.name = name.getBytes(US_ASCII);
        }
    }

    /** Writes the whole body behind whatever the writer holds. */
    void write(ResourceRows rows, Measured node, long nowMillis) {
        if (sampled(rows.containers(), nowMillis)) {
            cpu(CONTAINER_CPU, rows.containers(), rows.containerLabels());
            memory(CONTAINER_MEMORY, rows.containers(), rows.containerLabels());
            starts(rows.containers(), rows.containerLabels());
            swap(CONTAINER_SWAP, rows.containers(), rows.containerLabels());
        }
        node(node, nowMillis);
        if (sampled(rows.pods(), nowMillis)) {
            cpu(POD_CPU, rows.pods(), rows.podLabels());
            memory(POD_MEMORY, rows.pods(), rows.podLabels());
            swap(POD_SWAP, rows.pods(), rows.podLabels());
        }
        out.text(NO_ERROR);
    }

    /** Finds the latest sample of each series; tells whether there is any. */
    private boolean sampled(Measured[] series, long nowMillis) {
        if (samples.length < series.length) {
            samples = new long[series.length * 2];
            stamps = new byte[samples.length * STAMP_BYTES];
        }
        boolean any = false;
        for (int i = 0; i < series.length; i++) {
            samples[i] = series[i].sampleMillis(nowMillis);
            if (samples[i] != Measured.NEVER) {
                any = true;
                stamp(samples[i], i * STAMP_BYTES);
            }
        }
        return any;
    }

    private void stamp(long millis, int at) {
        stamps[at] = ' ';
        BodyWriter.digits(millis, STAMP_BYTES - 2, stamps, at + 1);
        stamps[at + STAMP_BYTES - 1] = '\n';
    }

    private void cpu(Family family, Measured[] series, byte[][] labels) {
        out.text(family.comments);
        for (int i = 0; i < series.length; i++) {
            if (samples[i] != Measured.NEVER) {
                out.text(family.name).text(labels[i]).seconds(series[i].cpuNanos(samples[i]));
                out.text(stamps, i * STAMP_BYTES, STAMP_BYTES);
            }
        }
    }

    private void memory(Family family, Measured[] series, byte[][] labels) {
        out.text(family.comments);
        for (int i = 0; i < series.length; i++) {
            if (samples[i] != Measured.NEVER) {
                out.text(family.name).text(labels[i]);
                out.wholeFloat(series[i].memoryBytes(samples[i]));
                out.text(stamps, i * STAMP_BYTES, STAMP_BYTES);
            }
        }
    }

    private void starts(Measured[] series, byte[][] labels) {
        out.text(CONTAINER_START.comments);
        for (int i = 0; i < series.length; i++) {
            if (samples[i] != Measured.NEVER) {
                out.text(CONTAINER_START.name).text(labels[i]);
                out.seconds(series[i].startNanos(samples[i])).text('\n');
            }
        }
    }

    private void swap(Family family, Measured[] series, byte[][] labels) {
        out.text(family.comments);
        for (int i = 0; i < series.length; i++) {
            if (samples[i] != Measured.NEVER) {
                out.text(family.name).text(labels[i]).wholeFloat(series[i].swapBytes());
                out.text(stamps, i * STAMP_BYTES, STAMP_BYTES);
            }
        }
    }

    private void node(Measured node, long nowMillis) {
        long sample = node.sampleMillis(nowMillis);
        if (sample == Measured.NEVER) {
            return;
        }
        out.text(NODE_CPU.comments).text(NODE_CPU.name).text(NO_LABELS);
        out.seconds(node.cpuNanos(sample));
        timestamp(sample);
        out.text(NODE_MEMORY.comments).text(NODE_MEMORY.name).text(NO_LABELS);
        out.wholeFloat(node.memoryBytes(sample));
        timestamp(sample);
        out.text(NODE_SWAP.comments).text(NODE_SWAP.name).text(NO_LABELS);
        out.wholeFloat(node.swapBytes());
        timestamp(sample);
    }

    private void timestamp(long millis) {
        out.text(' ').whole(millis).text('\n');
    }
}
