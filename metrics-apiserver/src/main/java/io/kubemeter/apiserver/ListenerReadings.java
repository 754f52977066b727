package io.kubemeter.apiserver;

import io.kubemeter.apiserver.http.HttpsListener;
import io.kubemeter.apiserver.http.ListenerCounters;
import io.kubemeter.apiserver.telemetry.Reading;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What our listener counts, under the names of the exposition.
 *
 * @param listener the listener; {@code null} before it listens
 */
record ListenerReadings(Supplier<@Nullable HttpsListener> listener) {
    List<Reading> all() {
        return List.of(
                Reading.counter(
                        "apiserver_tls_handshake_errors",
                        "TLS handshakes of callers that failed or took too long",
                        of(ListenerCounters::handshakesFailed)),
                Reading.gauge(
                        "kubemeter_caller_connections",
                        "Connections of callers that are open",
                        of(ListenerCounters::open)),
                Reading.counter(
                        "kubemeter_caller_connections_accepted",
                        "Connections of callers that were taken",
                        of(ListenerCounters::accepted)),
                Reading.counter(
                        "kubemeter_caller_connections_refused",
                        "Connections closed at once because too many were open",
                        of(ListenerCounters::refused)),
                Reading.counter(
                        "kubemeter_malformed_requests",
                        "Requests that were not HTTP, or more than is taken",
                        of(ListenerCounters::malformed)),
                Reading.counter(
                        "kubemeter_late_requests",
                        "Connections closed because a request did not arrive in time",
                        of(ListenerCounters::timedOut)),
                Reading.counter(
                        "kubemeter_stalled_answers",
                        "Answers given up because their reader took nothing",
                        of(ListenerCounters::stalled)),
                Reading.counter(
                        "kubemeter_serving_failures",
                        "Exceptions while serving: broken connections, and bugs",
                        of(ListenerCounters::failed)));
    }

    private LongSupplier of(ToLongFunction<ListenerCounters> count) {
        return () -> {
            HttpsListener open = listener.get();
            return open == null ? 0 : count.applyAsLong(open.counters());
        };
    }
}
