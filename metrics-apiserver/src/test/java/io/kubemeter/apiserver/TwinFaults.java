package io.kubemeter.apiserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.kubemeter.simulator.kubelet.Exchange;
import io.kubemeter.simulator.kubelet.Fault;
import io.kubemeter.simulator.scenario.Scenario;
import io.kubemeter.simulator.scenario.Scenarios;
import io.kubemeter.simulator.scenario.Stage;
import io.kubemeter.simulator.world.SimulatedNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * What happens to one twin only: kubelets that fail, lie or attack, and a service whose own clock
 * or process fails it.
 *
 * <p>The last node is left alone for good.
 */
final class TwinFaults {
    /** The registry's scenarios, but for those that need sockets, or change the world for good. */
    private static final List<String> SCENARIOS =
            List.of(
                    "d9-log-injection",
                    "f01-refused",
                    "f03-half-open",
                    "f04-tls-silent",
                    "f05-slow-head",
                    "f06-slow-body",
                    "f07-cut-mid-body",
                    "f07-reset-mid-body",
                    "f08-short-body",
                    "f09-cut-at-line-end",
                    "f10-scrape-error",
                    "f11-unauthorized",
                    "f12-forbidden",
                    "f13-not-found",
                    "f14-too-many-requests",
                    "f15-server-error",
                    "f16-redirect",
                    "f17-login-page",
                    "f18-protobuf",
                    "f19-gzip-unasked",
                    "f22-malformed-labels",
                    "f23-bad-timestamp",
                    "f24-infinite",
                    "f24-negative",
                    "f24-not-a-number",
                    "f25-frozen",
                    "f26-out-of-order",
                    "f28-counter-falls",
                    "f29-zero",
                    "f30-no-start-times",
                    "f31-clock-ahead",
                    "f31-clock-behind",
                    "f34-address-swap",
                    "f36-ghost-pod",
                    "f68-slow-answer",
                    "km130-no-containers",
                    "s1-expired",
                    "s1-no-tls",
                    "s1-not-server-auth",
                    "s1-not-yet-valid",
                    "s1-other-node",
                    "s1-pending-csr",
                    "s1-self-signed",
                    "s1-unknown-issuer",
                    "s1-wrong-name",
                    "t1-foreign-pod",
                    "t2-absurd");

    /** Lies that could be true: the service cannot but believe them. */
    private static final Set<String> BELIEVABLE =
            Set.of("f28-counter-falls", "f29-zero", "f30-no-start-times");

    /** They make the service read summaries for ten minutes, where it may: other times, rounded. */
    private static final Set<String> EMPTY = Set.of("f13-not-found", "km130-no-containers");

    private static final String SWAP = "f34-address-swap";
    private static final String FIRST = "node-01";
    private static final String SECOND = "node-02";
    private static final int OWN_KINDS = 8;

    private final SplittableRandom random;
    private final boolean fallBack;
    private final List<TwinEvent> events = new ArrayList<>();
    private final Set<String> busy = new HashSet<>();
    private final Set<String> skewed = new HashSet<>();
    private boolean jumps;

    private TwinFaults(SplittableRandom random, boolean fallBack) {
        this.random = random;
        this.fallBack = fallBack;
    }

    /** So many faults between two times, all over at the end; of a node one at a time. */
    static List<TwinEvent> of(long seed, Twin twin, int faults, long fromMillis, long toMillis) {
        List<String> nodes = twin.world.nodes().stream().map(SimulatedNode::name).toList();
        TwinFaults planned = new TwinFaults(new SplittableRandom(seed), twin.fallBack);
        long share = (toMillis - fromMillis) / faults;
        for (int i = 0; i < faults; i++) {
            long from = fromMillis + i * share;
            planned.plan(nodes, from, from + share);
        }
        planned.mayAgree(fromMillis);
        return planned.events;
    }

    /** A clock that is off is believed while ours is wrong in the same direction. */
    private void mayAgree(long fromMillis) {
        if (jumps) {
            for (String node : skewed) {
                happens(
                        fromMillis,
                        node + "'s clock may agree with ours",
                        node,
                        it -> {
                            it.misdated.add(node);
                            it.lying.add(node);
                        });
            }
        }
    }

    private void plan(List<String> nodes, long fromMillis, long toMillis) {
        busy.clear();
        for (String node : nodes.subList(0, nodes.size() - 1)) {
            if (random.nextInt(3) != 0 && !busy.contains(node)) {
                // Every fourth lasts as long as it can: past the age up to which samples are
                // served.
                boolean whole = random.nextInt(4) == 0;
                long begin = whole ? fromMillis : random.nextLong(fromMillis, toMillis);
                long end = whole ? toMillis : random.nextLong(begin, toMillis);
                plan(node, begin, end);
            }
        }
    }

    private void plan(String node, long begin, long end) {
        int kind = random.nextInt(SCENARIOS.size() + OWN_KINDS) - OWN_KINDS;
        long seed = random.nextLong();
        if (kind >= 0) {
            scenario(SCENARIOS.get(kind), node, begin, end);
            return;
        }
        switch (kind + OWN_KINDS) {
            case 0 ->
                    happens(
                            begin,
                            node + " restarts its kubelet",
                            node,
                            it -> {
                                it.fleet.disconnect(node);
                            });
            case 1 -> answers("too large", node, begin, end, false, TwinFaults::large);
            case 2 -> answers("garbage", node, begin, end, false, it -> garbage(it, seed));
            case 3 -> mutated(node, begin, end, seed);
            case 4 -> answers("inventing", node, begin, end, false, it -> inventing(it, seed));
            case 5 -> answers("hung", node, begin, end, false, _ -> {});
            case 6 -> jump(begin, end, (random.nextInt(2) * 2 - 1) * random.nextLong(400_000));
            default -> still(begin, Math.min(end - begin, 20_000 + random.nextLong(30_000)));
        }
    }

    /** Where no row is left of an answer, summaries would be read from then on. */
    private void mutated(String node, long begin, long end, long seed) {
        if (fallBack) {
            answers("garbage", node, begin, end, false, it -> garbage(it, seed));
        } else {
            answers("mutated", node, begin, end, true, it -> mutated(it, seed));
        }
    }

    private void scenario(String drawn, String node, long begin, long end) {
        boolean swaps = drawn.equals(SWAP) && node.equals(FIRST);
        boolean other = (drawn.equals(SWAP) && !swaps) || (fallBack && EMPTY.contains(drawn));
        String name = other ? "f01-refused" : drawn;
        Scenario scenario = Scenarios.named(name).orElseThrow();
        if (name.startsWith("f31-")) {
            skewed.add(node);
        }
        happens(
                begin,
                node + " " + name,
                node,
                twin -> {
                    Stage stage = new Stage(twin.world, twin.fleet, node);
                    var _ = scenario.start(stage);
                    if (BELIEVABLE.contains(name)) {
                        twin.lying.add(node);
                    }
                    if (swaps) {
                        twin.touched.add(stage.bystander().name());
                    }
                });
        happens(
                end,
                node + " " + name + " ends",
                node,
                twin -> {
                    var _ = scenario.stop(new Stage(twin.world, twin.fleet, node));
                });
        if (swaps) {
            // The other one has its address now: nothing else is to befall it.
            busy.add(SECOND);
        }
    }

    private void answers(
            String what,
            String node,
            long begin,
            long end,
            boolean believable,
            Fault.Answerer answerer) {
        happens(
                begin,
                node + " " + what,
                node,
                twin -> {
                    var _ = twin.fleet.inject(node, new Fault.Answers(answerer));
                    if (believable) {
                        twin.lying.add(node);
                    }
                });
        happens(
                end,
                node + " " + what + " ends",
                node,
                twin -> {
                    var _ = twin.fleet.heal(node);
                });
    }

    private void jump(long begin, long end, long byMillis) {
        jumps = true;
        everybody(begin, "our clock jumps by " + byMillis + " ms", it -> it.jump(byMillis));
        everybody(end, "our clock jumps back", it -> it.jump(0));
    }

    private void still(long begin, long forMillis) {
        everybody(begin, "we stand still for " + forMillis + " ms", it -> it.standStill(forMillis));
    }

    private void everybody(long at, String what, Consumer<Twin> act) {
        events.add(
                new TwinEvent(
                        at,
                        what,
                        twin -> {
                            twin.allTouched = true;
                            act.accept(twin);
                        }));
    }

    private void happens(long at, String what, String node, Consumer<Twin> act) {
        events.add(
                new TwinEvent(
                        at,
                        what,
                        twin -> {
                            twin.touched.add(node);
                            act.accept(twin);
                        }));
    }

    private static void large(Exchange exchange) {
        String comment = "# " + "x".repeat(9_998) + "\n";
        exchange.part(exchange.head("Transfer-Encoding: chunked") + "\r\n");
        for (int i = 0; i < 60; i++) {
            exchange.part(Integer.toHexString(comment.length()) + "\r\n" + comment + "\r\n");
        }
    }

    private static void garbage(Exchange exchange, long seed) {
        byte[] bytes = new byte[300];
        new SplittableRandom(seed + exchange.kubelet().requests()).nextBytes(bytes);
        exchange.part(bytes);
        if ((seed & 1) == 0) {
            exchange.close();
        }
    }

    /** A few bytes of an honest body are others. */
    private static void mutated(Exchange exchange, long seed) {
        SplittableRandom random = new SplittableRandom(seed + exchange.kubelet().requests());
        exchange.edited(text -> {
            byte[] bytes = text.getBytes(ISO_8859_1);
            for (int i = random.nextInt(6); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) (' ' + random.nextInt(95));
            }
            return new String(bytes, ISO_8859_1);
        });
    }

    /** Pods that nobody has, other ones in each answer, with names of every length. */
    private static void inventing(Exchange exchange, long seed) {
        SplittableRandom random = new SplittableRandom(seed + exchange.kubelet().requests());
        exchange.edited(text -> {
            StringBuilder more = new StringBuilder(text);
            for (int i = 0; i < 60; i++) {
                String labels =
                        "{container=\""
                                + "c".repeat(1 + random.nextInt(60))
                                + "\",namespace=\"shop\",pod=\"p"
                                + Long.toString(random.nextLong(), 36)
                                + "\"} ";
                more.append("container_cpu_usage_seconds_total").append(labels);
                more.append(i).append(' ').append(exchange.nowMillis()).append('\n');
                more.append("container_memory_working_set_bytes").append(labels);
                more.append(i).append(' ').append(exchange.nowMillis()).append('\n');
            }
            return more.toString();
        });
    }
}
