package io.kubemeter.kubelet.pool;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a TLS client needs: whom to trust, and optionally who it is. Immutable; other contents are
 * another object.
 */
public interface TlsMaterial {
    /** The certificates that a kubelet's chain may end in. */
    List<X509Certificate> roots();

    /** The key of our own certificate, if we show one. */
    @Nullable PrivateKey clientKey();

    /** Our own certificate first, then its intermediates; empty without a key. */
    List<X509Certificate> clientChain();
}
