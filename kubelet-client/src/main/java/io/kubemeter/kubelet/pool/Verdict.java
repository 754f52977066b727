package io.kubemeter.kubelet.pool;

import io.kubemeter.model.Reason;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * What a look at a peer's certificate found.
 *
 * @param reason why the peer is not proven, or null if it is
 * @param detail what was seen, safe to log
 * @param root the root of ours that its chain ends in, or null where none was found
 */
record Verdict(@Nullable Reason reason, String detail, @Nullable X509Certificate root) {
    static Verdict proven(X509Certificate root) {
        return new Verdict(null, "", root);
    }

    static Verdict refused(Reason reason, String detail) {
        return new Verdict(reason, SafeText.of(detail), null);
    }
}
