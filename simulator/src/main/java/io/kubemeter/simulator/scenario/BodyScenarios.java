package io.kubemeter.simulator.scenario;

import io.kubemeter.simulator.kubelet.Exchange;
import io.kubemeter.simulator.kubelet.Fault;
import io.kubemeter.simulator.world.SimulatedPod;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Good answers with bad values, rows or times in them. */
final class BodyScenarios {
    private static final long TEN_MINUTES = 600_000;
    private static final String COULD_NOT_COLLECT =
            """
            # HELP resource_scrape_error [STABLE] 1 if there was an error
            # TYPE resource_scrape_error gauge
            resource_scrape_error 1
            """;
    private static final int INVENTED_PODS = 200;

    private BodyScenarios() {}

    static List<Scenario> all() {
        return Stream.of(values(), timesAndRows()).flatMap(List::stream).toList();
    }

    /** Lines and values that cannot be. */
    private static List<Scenario> values() {
        return List.of(
                edit(
                        "f10-scrape-error",
                        "the kubelet says that it could not collect, and lists nothing",
                        Expectation.node("scrape_error"),
                        (_, _) -> COULD_NOT_COLLECT),
                edit(
                        "f22-malformed-labels",
                        "a line of a known family cannot be read",
                        Expectation.node("malformed"),
                        (_, text) -> text.replaceFirst("container=\"", "container=")),
                edit(
                        "f23-bad-timestamp",
                        "one pod's samples are of the year 1",
                        Expectation.pod("impossible_value"),
                        (stage, text) ->
                                BodyText.ofPod(text, stage.pod(), BodyScenarios::ofYearOne)),
                cpu("f24-not-a-number", "one pod's CPU is NaN", _ -> "NaN"),
                cpu("f24-infinite", "one pod's CPU is infinite", _ -> "+Inf"),
                cpu("f24-negative", "one pod's CPU is below zero", it -> "-" + it),
                cpu("t2-absurd", "one pod's CPU is beyond all machines", _ -> "1e+300"));
    }

    /** Times that stand still or lie, and rows of others. */
    private static List<Scenario> timesAndRows() {
        return List.of(
                new Scenario(
                        "f25-frozen",
                        "samples stand still",
                        Expectation.node("stale"),
                        stage -> {
                            long then = stage.world().clock().millis();
                            return answers(stage, it -> it.asOf(then).honest());
                        }),
                Scenario.answer(
                        "f26-out-of-order",
                        "every second answer is a minute old",
                        Expectation.none(),
                        BodyScenarios::backAndForth),
                new Scenario(
                        "f28-counter-falls",
                        "one pod's CPU counters fall without a restart",
                        Expectation.none(),
                        BodyScenarios::falls),
                edit(
                        "f29-zero",
                        "one pod's containers use no CPU at all",
                        Expectation.none(),
                        (stage, text) -> BodyText.cpuOfPod(text, stage.pod(), _ -> "0")),
                edit(
                        "f30-no-start-times",
                        "no container has a start time",
                        Expectation.none(),
                        (_, text) -> BodyText.without(text, "container_start_time_seconds")),
                skew("f31-clock-ahead", "ten minutes ahead", TEN_MINUTES),
                skew("f31-clock-behind", "ten minutes behind", -TEN_MINUTES),
                edit(
                        "f36-ghost-pod",
                        "a pod is listed that the API server does not know",
                        Expectation.refused("pod_unknown"),
                        (stage, text) -> text + ghost(stage.pod().name() + "-ghost", stage)),
                edit(
                        "t1-foreign-pod",
                        "a pod is listed that is bound to another node",
                        Expectation.refused("foreign_pod"),
                        BodyScenarios::foreign),
                edit(
                        "i6-invented-pods",
                        "two hundred pods are invented in every answer",
                        Expectation.refused("pod_unknown"),
                        BodyScenarios::invented),
                edit(
                        "km130-no-containers",
                        "the kubelet lists neither containers nor the node",
                        Expectation.node("no_containers"),
                        (_, _) -> "# TYPE resource_scrape_error gauge\nresource_scrape_error 0\n"));
    }

    private static Scenario edit(
            String name,
            String story,
            Expectation expected,
            BiFunction<Stage, String, String> change) {
        return new Scenario(
                name,
                story,
                expected,
                stage ->
                        answers(
                                stage,
                                it -> {
                                    boolean text =
                                            it.request().path().endsWith("/metrics/resource");
                                    it.edited(body -> text ? change.apply(stage, body) : body);
                                }));
    }

    private static Scenario cpu(String name, String story, UnaryOperator<String> change) {
        return edit(
                name,
                story,
                Expectation.pod("impossible_value"),
                (stage, text) -> BodyText.cpuOfPod(text, stage.pod(), change));
    }

    private static Scenario skew(String name, String how, long byMillis) {
        return Scenario.answer(
                name,
                "the node's clock is " + how,
                Expectation.node("clock_skew"),
                it -> it.dateShifted(byMillis).edited(text -> BodyText.shifted(text, byMillis)));
    }

    private static CompletableFuture<Void> answers(Stage stage, Fault.Answerer answerer) {
        return stage.inject(new Fault.Answers(answerer));
    }

    private static String ofYearOne(String line) {
        return line.replaceFirst(" \\d{10,}$", " -62135596800000");
    }

    private static void backAndForth(Exchange exchange) {
        boolean back = exchange.kubelet().requests() % 2 == 0;
        exchange.asOf(exchange.nowMillis() - (back ? 60_000 : 0)).honest();
    }

    private static CompletableFuture<Void> falls(Stage stage) {
        SimulatedPod pod = stage.pod();
        long then = stage.world().clock().millis();
        return answers(
                stage,
                it -> it.edited(text -> BodyText.ofPod(text, pod, line -> since(line, pod, then))));
    }

    /** A counter that counts from {@code thenMillis} on, under the start time of before. */
    private static String since(String line, SimulatedPod pod, long thenMillis) {
        int from = line.indexOf("container=\"") + 11;
        if (!line.startsWith("container_cpu")) {
            return line;
        }
        String name = line.substring(from, line.indexOf('"', from));
        BigDecimal before = BigDecimal.valueOf(pod.container(name).cpuNanos(thenMillis), 9);
        return BodyText.value(
                line,
                it -> new BigDecimal(it).subtract(before).max(BigDecimal.ZERO).toPlainString());
    }

    private static String foreign(Stage stage, String text) {
        SimulatedPod pod = stage.world().podsOn(stage.bystander().name()).getFirst();
        return text + rows(pod.containers().getFirst().name(), pod.namespace(), pod.name(), stage);
    }

    private static String invented(Stage stage, String text) {
        StringBuilder more = new StringBuilder(text);
        for (int i = 0; i < INVENTED_PODS; i++) {
            more.append(ghost("invented-" + i, stage));
        }
        return more.toString();
    }

    private static String ghost(String name, Stage stage) {
        return rows("ghost", "shop", name, stage);
    }

    private static String rows(String container, String namespace, String pod, Stage stage) {
        String labels =
                "{container=\""
                        + container
                        + "\",namespace=\""
                        + namespace
                        + "\",pod=\""
                        + pod
                        + "\"} ";
        long now = stage.world().clock().millis();
        return "container_cpu_usage_seconds_total"
                + labels
                + now / 10 % 1_000_000
                + " "
                + now
                + "\ncontainer_memory_working_set_bytes"
                + labels
                + "1e+09 "
                + now
                + "\n";
    }
}
