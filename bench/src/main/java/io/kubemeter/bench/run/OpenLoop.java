package io.kubemeter.bench.run;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Asks at a fixed rate whether answers come or not. A latency runs from the moment at which the
 * question was due, so a server that stalls is charged for everything that waited meanwhile.
 *
 * <p><b>Owner:</b> the client's event loop.
 */
final class OpenLoop {
    private static final double NANOS = 1e9;
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Client client;
    private final Workload workload;
    private final int rate;
    private final int counted;
    private final int uncounted;
    private final Durations latency;
    private final Durations firstByte;
    private final CompletableFuture<Outcome> done = new CompletableFuture<>();
    private final CompletableFuture<Void> warm = new CompletableFuture<>();
    private long startNanos;
    private long bytes;
    private int sent;
    private int settled;
    private int wrong;
    private String firstWrong = "";

    private OpenLoop(Client client, Workload workload, int rate, int warmupSeconds, int seconds) {
        this.client = client;
        this.workload = workload;
        this.rate = rate;
        this.uncounted = rate * warmupSeconds;
        this.counted = rate * seconds;
        this.latency = new Durations(counted);
        this.firstByte = new Durations(counted);
    }

    /** What came of it, without what the server spent on it. */
    record Outcome(Percentiles latency, Percentiles firstByte, long bytesEach, Misses misses) {}

    static OpenLoop start(
            Client client, Workload workload, int rate, int warmupSeconds, int seconds) {
        OpenLoop loop = new OpenLoop(client, workload, rate, warmupSeconds, seconds);
        client.loop().execute(loop::begin);
        return loop;
    }

    /** Completed when the warm-up is over and counting begins. */
    CompletableFuture<Void> warm() {
        return warm;
    }

    CompletableFuture<Outcome> done() {
        return done;
    }

    private void begin() {
        startNanos = client.nanos().getAsLong();
        tick();
    }

    private long dueNanos(int number) {
        return startNanos + (long) (number * (NANOS / rate));
    }

    private void tick() {
        long now = client.nanos().getAsLong();
        int all = uncounted + counted;
        while (sent < all && dueNanos(sent) <= now) {
            if (sent == uncounted) {
                warm.complete(null);
            }
            client.ask(workload.ask(), new One(sent));
            sent++;
        }
        if (sent < all) {
            client.loop().schedule(this::tick, dueNanos(sent) - now, TimeUnit.NANOSECONDS);
        } else {
            client.loop().schedule(this::finish, GRACE_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    private void wrong(String what) {
        firstWrong = wrong == 0 ? what : firstWrong;
        wrong++;
    }

    private void settle() {
        settled++;
        if (settled == uncounted + counted) {
            finish();
        }
    }

    /** Those that are still under way after the grace time are told apart, never left out. */
    private void finish() {
        if (!done.isDone()) {
            int answered = latency.size() - wrong;
            done.complete(
                    new Outcome(
                            latency.percentiles(),
                            firstByte.percentiles(),
                            answered > 0 ? bytes / answered : 0,
                            new Misses(wrong, counted - latency.size(), firstWrong)));
        }
    }

    /** One question's answer. */
    private final class One implements Replies {
        private final int number;

        One(int number) {
            this.number = number;
        }

        @Override
        public void answered(Reply reply) {
            if (number >= uncounted) {
                latency.add(reply.lastByteNanos() - dueNanos(number));
                firstByte.add(reply.firstByteNanos() - dueNanos(number));
                if (reply.good()) {
                    bytes += reply.bytes();
                } else {
                    wrong("status " + reply.status());
                }
            }
            settle();
        }

        @Override
        public void failed(Throwable cause) {
            if (number >= uncounted) {
                latency.add(client.nanos().getAsLong() - dueNanos(number));
                wrong(String.valueOf(cause));
            }
            settle();
        }
    }
}
