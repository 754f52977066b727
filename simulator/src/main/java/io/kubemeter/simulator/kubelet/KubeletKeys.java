package io.kubemeter.simulator.kubelet;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Finds the certificate of the kubelet that was called, so that thousands of them share one TLS
 * context. The name of the kubelet travels as the engine's peer host, which a server has no other
 * use for.
 */
final class KubeletKeys extends X509ExtendedKeyManager {
    private final Map<String, SimulatedKubelet> kubelets;

    KubeletKeys(Map<String, SimulatedKubelet> kubelets) {
        this.kubelets = kubelets;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        String host = engine.getPeerHost();
        boolean elliptic = keyType.equals("EC") || keyType.equals("EC_EC");
        return elliptic && host != null && kubelets.containsKey(host) ? host : null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        SimulatedKubelet kubelet = kubelets.get(alias);
        return kubelet == null
                ? null
                : kubelet.credential().chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        SimulatedKubelet kubelet = kubelets.get(alias);
        return kubelet == null ? null : kubelet.credential().key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
