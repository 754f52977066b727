package io.kubemeter.apiserver.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jspecify.annotations.Nullable;

/**
 * A token that a program of the kubeconfig makes; the program runs again when kube-apiserver no
 * longer believes the token.
 *
 * <p><b>Owner:</b> nobody: any thread asks; one at a time renews.
 */
final class MadeCredential implements Credential {
    private final Config config;
    private volatile String token;

    MadeCredential(Config config, String token) {
        this.config = config;
        this.token = token;
    }

    @Override
    public String authorization() {
        return "Bearer " + token;
    }

    @Override
    public synchronized boolean renewed(@Nullable String refused) {
        if (!authorization().equals(refused)) {
            return true;
        }
        try {
            String made = config.refresh().getAutoOAuthToken();
            if (made == null || made.equals(token)) {
                return false;
            }
            token = made;
            return true;
        } catch (KubernetesClientException e) {
            return false;
        }
    }
}
