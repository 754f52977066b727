package io.kubemeter.bench.run;

import java.io.IOException;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/**
 * How a server keeps up while pods are replaced.
 *
 * @param seconds how long
 * @param replaced how many pods
 * @param cpuSeconds what the server took meanwhile, scraping included
 * @param followed after how many nanoseconds the server knew of a new pod, for those that were
 *     asked after, one at a time
 * @param lost how many of these it did not know of in time
 */
record Churn(double seconds, long replaced, double cpuSeconds, Percentiles followed, int lost) {
    private static final double NANOS = 1e9;
    private static final long PACE_MILLIS = 5;
    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final int ANSWER_SECONDS = 30;

    /** The part of one core that it took. */
    double cores() {
        return cpuSeconds / seconds;
    }

    /** How many pods were replaced in a second. */
    double rate() {
        return replaced / seconds;
    }

    /**
     * Replaces {@code rate} pods a second and asks after one of them at a time. A pod that the
     * server does not know is "not found"; one that it knows has no "podmetrics" yet.
     */
    static Churn measure(
            ProcessProbe server,
            Cluster cluster,
            Client client,
            Settings.Window window,
            Stop stop,
            LongSupplier nanos)
            throws IOException, InterruptedException {
        LongStream.Builder followed = LongStream.builder();
        int lost = 0;
        long replaced = 0;
        String asked = null;
        long born = 0;
        double before = server.read().cpuSeconds();
        long from = nanos.getAsLong();
        long elapsed = 0;
        while (elapsed < window.seconds() * NANOS && stop.pause(PACE_MILLIS)) {
            elapsed = nanos.getAsLong() - from;
            for (; replaced < elapsed / NANOS * window.churn(); replaced++) {
                String path = cluster.replacePod();
                if (asked == null) {
                    asked = path;
                    born = nanos.getAsLong();
                }
            }
            if (asked != null && isKnown(client, asked)) {
                followed.add(nanos.getAsLong() - born);
                asked = null;
            } else if (asked != null && nanos.getAsLong() - born > PATIENCE_NANOS) {
                lost++;
                asked = null;
            }
        }
        return new Churn(
                (nanos.getAsLong() - from) / NANOS,
                replaced,
                server.read().cpuSeconds() - before,
                Percentiles.of(followed.build().toArray()),
                lost);
    }

    private static boolean isKnown(Client client, String path)
            throws IOException, InterruptedException {
        Reply reply = client.get(Ask.json(path).whole(), ANSWER_SECONDS);
        return reply.good() || reply.body().contains("podmetrics");
    }
}
