package io.kubemeter.kubelet.pool;

import java.util.Locale;

/** Where a scrape stands; named in timeouts. */
enum Phase {
    IDLE,
    LOOKUP,
    CONNECT,
    TLS,
    HEAD,
    BODY,
    TOKEN;

    private final String word = name().toLowerCase(Locale.ROOT);

    String word() {
        return word;
    }
}
