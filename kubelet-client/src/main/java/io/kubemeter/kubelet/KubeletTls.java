package io.kubemeter.kubelet;

import io.kubemeter.kubelet.pool.TlsMaterial;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom we trust as kubelets, and optionally the client certificate that we show instead of a token.
 *
 * @param roots the certificates that a kubelet's chain may end in
 * @param clientKey the key of {@code clientChain}, or null without a client certificate
 * @param clientChain our certificate first, then its intermediates
 */
public record KubeletTls(
        List<X509Certificate> roots,
        @Nullable PrivateKey clientKey,
        List<X509Certificate> clientChain)
        implements TlsMaterial {
    public KubeletTls {
        roots = List.copyOf(roots);
        clientChain = List.copyOf(clientChain);
        if ((clientKey == null) != clientChain.isEmpty()) {
            throw new IllegalArgumentException(
                    "client certificate: key and chain must be given together");
        }
    }

    /** Trust in some roots, with no client certificate. */
    public static KubeletTls trusting(List<X509Certificate> roots) {
        return new KubeletTls(roots, null, List.of());
    }

    @Override
    public String toString() {
        return "KubeletTls[roots=" + roots.size() + ", client=" + !clientChain.isEmpty() + "]";
    }
}
