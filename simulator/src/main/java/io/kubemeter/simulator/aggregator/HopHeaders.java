package io.kubemeter.simulator.aggregator;

import java.util.Locale;
import java.util.Set;

/** Headers that belong to one connection and are never passed on. */
final class HopHeaders {
    private static final Set<String> NAMES =
            Set.of(
                    "connection",
                    "keep-alive",
                    "proxy-authenticate",
                    "proxy-authorization",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade");

    private HopHeaders() {}

    static boolean contains(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return NAMES.contains(lower) || lower.startsWith("x-http2-");
    }
}
