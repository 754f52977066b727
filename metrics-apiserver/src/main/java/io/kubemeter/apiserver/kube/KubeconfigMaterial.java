package io.kubemeter.apiserver.kube;

import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a kubeconfig's current context trusts and shows, for talking to kubelets with it.
 *
 * @param authority the cluster's authorities
 * @param certificate the client certificate
 * @param key its key
 * @param tokenFile a file with a bearer token
 * @param token a bearer token that stands in the kubeconfig or that a plugin made
 */
public record KubeconfigMaterial(
        Pem authority, Pem certificate, Pem key, Optional<Path> tokenFile, Optional<String> token) {
    /**
     * A text in PEM form.
     *
     * @param text what it is now; empty where there is none
     * @param file where it may change; empty where it stands in the kubeconfig itself
     */
    public record Pem(String text, Optional<Path> file) {
        @Override
        public String toString() {
            return "Pem[" + file.map(Path::toString).orElse("") + "]";
        }
    }

    /** Reads the current context of {@code file}. */
    public static KubeconfigMaterial read(Path file) throws KubeConfigException {
        try {
            io.fabric8.kubernetes.api.model.Config parsed =
                    KubeConfigUtils.parseConfig(file.toFile());
            Config config = Config.empty();
            KubeConfigUtils.merge(config, null, parsed);
            return new KubeconfigMaterial(
                    pem(config.getCaCertData(), config.getCaCertFile()),
                    pem(config.getClientCertData(), config.getClientCertFile()),
                    pem(config.getClientKeyData(), config.getClientKeyFile()),
                    tokenFile(file, config, parsed),
                    Optional.ofNullable(config.getAutoOAuthToken()));
        } catch (KubernetesClientException | IOException e) {
            throw new KubeConfigException("--kubeconfig " + file + ": " + e.getMessage());
        }
    }

    @Override
    public String toString() {
        return "KubeconfigMaterial[authority=" + authority + "]";
    }

    private static Optional<Path> tokenFile(
            Path file, Config config, io.fabric8.kubernetes.api.model.Config parsed) {
        if (config.getCurrentContext() == null || parsed.getUsers() == null) {
            return Optional.empty();
        }
        String user = config.getCurrentContext().getContext().getUser();
        return parsed.getUsers().stream()
                .filter(named -> named.getName().equals(user))
                .map(NamedAuthInfo::getUser)
                .filter(info -> info != null && info.getTokenFile() != null)
                .map(info -> file.toAbsolutePath().resolveSibling(info.getTokenFile()))
                .findFirst();
    }

    private static Pem pem(@Nullable String base64, @Nullable String file) throws IOException {
        if (base64 != null && !base64.isEmpty()) {
            byte[] text = Base64.getMimeDecoder().decode(base64);
            return new Pem(new String(text, StandardCharsets.US_ASCII), Optional.empty());
        }
        if (file == null || file.isEmpty()) {
            return new Pem("", Optional.empty());
        }
        Path path = Path.of(file);
        return new Pem(Files.readString(path, StandardCharsets.US_ASCII), Optional.of(path));
    }
}
