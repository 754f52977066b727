package io.kubemeter.kubelet.pool;

import io.kubemeter.model.Reason;
import java.util.Locale;

/** Where a scrape stands; named in timeouts. */
enum Phase {
    IDLE(Reason.TIMEOUT),
    LOOKUP(Reason.NAME_UNRESOLVED),
    CONNECT(Reason.CONNECT_TIMEOUT),
    TLS(Reason.TIMEOUT),
    HEAD(Reason.TIMEOUT),
    BODY(Reason.TIMEOUT),
    TOKEN(Reason.UNAUTHENTICATED);

    private final String word = name().toLowerCase(Locale.ROOT);
    private final Reason timeout;

    Phase(Reason timeout) {
        this.timeout = timeout;
    }

    String word() {
        return word;
    }

    /** Why there are no numbers where it takes too long. */
    Reason timeout() {
        return timeout;
    }
}
