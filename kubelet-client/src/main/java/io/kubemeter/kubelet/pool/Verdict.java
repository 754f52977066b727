package io.kubemeter.kubelet.pool;

import io.kubemeter.model.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What a look at a peer's certificate found.
 *
 * @param reason why the peer is not proven, or null if it is
 * @param detail what was seen, safe to log
 */
record Verdict(@Nullable Reason reason, String detail) {
    static final Verdict PROVEN = new Verdict(null, "");

    static Verdict refused(Reason reason, String detail) {
        return new Verdict(reason, SafeText.of(detail));
    }
}
