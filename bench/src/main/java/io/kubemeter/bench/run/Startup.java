package io.kubemeter.bench.run;

import java.io.IOException;
import java.util.Locale;

/**
 * Watches a server come up: from exec to ready, to the first numbers, to the numbers of all nodes.
 *
 * <p><b>Owner:</b> the thread of the run.
 */
final class Startup {
    private static final int POLL_MILLIS = 50;
    private static final int ANSWER_SECONDS = 10;
    private static final long MOST_SECONDS = 180;
    private static final double NANOS = 1e9;
    private static final String ONE_NODE = "\"usage\":";

    private final Client client;
    private final Service service;
    private final Stop stop;
    private String last = "nothing";

    Startup(Client client, Service service, Stop stop) {
        this.client = client;
        this.service = service;
        this.stop = stop;
    }

    /** Seconds from exec, and what it had spent by then. */
    record Times(
            double readySeconds,
            double firstNumbersSeconds,
            double allNodesSeconds,
            double cpuSeconds) {}

    Times await(int nodes, Progress progress) throws IOException, InterruptedException {
        double ready = until(new Ask("/readyz", "*/*", false), 0);
        progress.say(String.format(Locale.ROOT, "ready after %.2f s", ready));
        Ask list = Ask.json(Paths.NODES).whole();
        double first = until(list, 1);
        progress.say(String.format(Locale.ROOT, "first numbers after %.2f s", first));
        double all = until(list, nodes);
        progress.say(
                String.format(Locale.ROOT, "numbers of all %d nodes after %.2f s", nodes, all));
        double spent = ProcessProbe.of(service.pid()).read().cpuSeconds();
        return new Times(ready, first, all, spent);
    }

    private double until(Ask ask, int items) throws IOException, InterruptedException {
        while (stop.pause(POLL_MILLIS)) {
            service.mustLive();
            if (answeredWith(ask, items)) {
                return since();
            }
            if (since() > MOST_SECONDS) {
                throw new IOException(
                        ask.path()
                                + " is not as awaited after "
                                + MOST_SECONDS
                                + " s, last: "
                                + last
                                + "\n"
                                + service.tail());
            }
        }
        throw new InterruptedException("stopped");
    }

    private double since() {
        return (client.nanos().getAsLong() - service.startNanos()) / NANOS;
    }

    private boolean answeredWith(Ask ask, int items) throws InterruptedException {
        try {
            Reply reply = client.get(ask, ANSWER_SECONDS);
            last = reply.status() + " with " + reply.bytes() + " bytes";
            return reply.good() && (items == 0 || nodes(reply) >= items);
        } catch (IOException e) {
            // Not listening yet, or not answering: the next poll tells.
            last = String.valueOf(e.getMessage());
            return false;
        }
    }

    /** How many nodes a list of nodes has. */
    static int nodes(Reply list) {
        int found = 0;
        int at = list.body().indexOf(ONE_NODE);
        while (at >= 0) {
            found++;
            at = list.body().indexOf(ONE_NODE, at + 1);
        }
        return found;
    }
}
