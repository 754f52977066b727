package io.kubemeter.simulator.scenario;

import io.kubemeter.simulator.kubelet.Exchange;
import io.kubemeter.simulator.kubelet.Fault;
import java.util.List;
import java.util.stream.Stream;

/** Trouble with connections and with the pace and end of answers. */
final class ConnectionScenarios {
    private static final long NEVER_MILLIS = 600_000;
    private static final long DRIP_MILLIS = 1_000;
    private static final long SLOW_MILLIS = 2_000;
    private static final String CHUNKED = "Transfer-Encoding: chunked";

    private ConnectionScenarios() {}

    static List<Scenario> all() {
        return Stream.of(silences(), ends()).flatMap(List::stream).toList();
    }

    /** Kubelets that do not answer, or not in time. */
    private static List<Scenario> silences() {
        return List.of(
                Scenario.fault(
                        "f01-refused",
                        "the kubelet is down: nothing listens",
                        Expectation.node("connect_refused"),
                        new Fault.Refused()),
                Scenario.fault(
                        "f02-syn-dropped",
                        "connection attempts get no answer",
                        Expectation.node("connect_timeout"),
                        new Fault.Blackholed()),
                Scenario.answer(
                        "f03-half-open",
                        "every connection goes dead after its first answer",
                        Expectation.none(),
                        ConnectionScenarios::onceOnly),
                Scenario.fault(
                        "f04-tls-silent",
                        "connections are accepted and TLS never answers",
                        Expectation.node("timeout"),
                        new Fault.Silent()),
                Scenario.answer(
                        "f05-slow-head",
                        "requests are read and not answered for minutes",
                        Expectation.node("timeout"),
                        exchange -> exchange.later(NEVER_MILLIS, exchange::honest)),
                Scenario.answer(
                        "f06-slow-body",
                        "the body comes one byte a second",
                        Expectation.node("timeout"),
                        ConnectionScenarios::drip));
    }

    /** Answers that end before their end, and slow ones. */
    private static List<Scenario> ends() {
        return List.of(
                Scenario.answer(
                        "f07-reset-mid-body",
                        "the connection is reset in the middle of the body",
                        Expectation.node("connection_lost"),
                        exchange -> {
                            half(exchange);
                            exchange.reset();
                        }),
                Scenario.answer(
                        "f07-cut-mid-body",
                        "the kubelet dies in the middle of the body",
                        Expectation.node("connection_lost"),
                        exchange -> {
                            half(exchange);
                            exchange.cut();
                        }),
                Scenario.answer(
                        "f08-short-body",
                        "the body is shorter than its Content-Length",
                        Expectation.node("connection_lost"),
                        ConnectionScenarios::shorter),
                Scenario.answer(
                        "f09-cut-at-line-end",
                        "an HTTP/1.0 body ends early, at the end of a line",
                        Expectation.node("connection_lost"),
                        ConnectionScenarios::cutAtLineEnd),
                Scenario.answer(
                        "f68-slow-answer",
                        "every answer takes two seconds, as on Windows nodes",
                        Expectation.none(),
                        exchange -> exchange.later(SLOW_MILLIS, exchange::honest)));
    }

    private static void onceOnly(Exchange exchange) {
        if (exchange.earlierRequests() == 0) {
            exchange.honest();
        }
    }

    private static void drip(Exchange exchange) {
        String body = exchange.body();
        exchange.part(exchange.head(CHUNKED) + "\r\n");
        drip(exchange, body, 0);
    }

    private static void drip(Exchange exchange, String body, int at) {
        if (at < body.length()) {
            exchange.part("1\r\n" + body.charAt(at) + "\r\n");
            exchange.later(DRIP_MILLIS, () -> drip(exchange, body, at + 1));
        }
    }

    private static void half(Exchange exchange) {
        String body = exchange.body();
        exchange.part(exchange.head(CHUNKED) + "\r\n");
        String half = body.substring(0, body.length() / 2);
        exchange.part(Integer.toHexString(half.length()) + "\r\n" + half + "\r\n");
    }

    private static void shorter(Exchange exchange) {
        String body = exchange.body();
        exchange.part(exchange.head("Content-Length: " + body.length()) + "\r\n");
        exchange.part(body.substring(0, body.length() - 1));
        exchange.close();
    }

    private static void cutAtLineEnd(Exchange exchange) {
        String body = exchange.body();
        int end = body.lastIndexOf('\n', body.length() / 2) + 1;
        exchange.part("HTTP/1.0 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\n\r\n");
        exchange.part(body.substring(0, end));
        exchange.close();
    }
}
