package io.kubemeter.apiserver.auth;

import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom we believe at the moment: an immutable reading of the flags' files and of the ConfigMap
 * {@code kube-system/extension-apiserver-authentication}.
 *
 * @param frontProxy whose headers are believed; {@code null} means nobody's
 * @param clientAuthorities who signs users' client certificates; empty means that none are believed
 */
public record CallerTrust(
        @Nullable FrontProxyRules frontProxy, List<X509Certificate> clientAuthorities) {
    /** Nobody. */
    public static final CallerTrust NOBODY = new CallerTrust(null, List.of());

    public CallerTrust {
        clientAuthorities = List.copyOf(clientAuthorities);
    }

    /** All authorities, as a TLS server names them when it asks for a certificate. */
    public Set<X509Certificate> authorities() {
        Set<X509Certificate> all = new LinkedHashSet<>(clientAuthorities);
        if (frontProxy != null) {
            all.addAll(frontProxy.authorities());
        }
        return all;
    }

    /**
     * Whether any user's certificate would pass for the aggregator's: one authority signs both, and
     * every name is allowed. Headers are not believed then.
     */
    boolean overlaps() {
        return frontProxy != null
                && frontProxy.allowedNames().isEmpty()
                && frontProxy.authorities().stream()
                        .anyMatch(proxy ->
                                clientAuthorities.stream()
                                        .anyMatch(client -> sameSigner(proxy, client)));
    }

    private static boolean sameSigner(X509Certificate one, X509Certificate other) {
        return one.getPublicKey().equals(other.getPublicKey());
    }
}
