package io.kubemeter.apiserver.kube;

import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a kubeconfig's current context trusts and shows, for talking to kubelets with it.
 *
 * @param roots the cluster's authorities
 * @param tokenFile a file with a bearer token
 * @param token a bearer token that stands in the kubeconfig or that a plugin made
 * @param certificatePem the client certificate; empty without one
 * @param keyPem its key
 */
public record KubeconfigMaterial(
        List<X509Certificate> roots,
        Optional<Path> tokenFile,
        Optional<String> token,
        String certificatePem,
        String keyPem) {
    public KubeconfigMaterial {
        roots = List.copyOf(roots);
    }

    /** Reads the current context of {@code file}. */
    public static KubeconfigMaterial read(Path file) throws KubeConfigException {
        try {
            io.fabric8.kubernetes.api.model.Config parsed =
                    KubeConfigUtils.parseConfig(file.toFile());
            Config config = Config.empty();
            KubeConfigUtils.merge(config, null, parsed);
            String roots = textOf(config.getCaCertData(), config.getCaCertFile());
            return new KubeconfigMaterial(
                    roots.isEmpty() ? List.of() : PemBundle.certificates(roots),
                    tokenFile(file, config, parsed),
                    Optional.ofNullable(config.getAutoOAuthToken()),
                    textOf(config.getClientCertData(), config.getClientCertFile()),
                    textOf(config.getClientKeyData(), config.getClientKeyFile()));
        } catch (KubernetesClientException | IOException | GeneralSecurityException e) {
            throw new KubeConfigException("--kubeconfig " + file + ": " + e.getMessage());
        }
    }

    @Override
    public String toString() {
        return "KubeconfigMaterial[roots=" + roots.size() + "]";
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

    private static String textOf(@Nullable String base64, @Nullable String file)
            throws IOException {
        if (base64 != null && !base64.isEmpty()) {
            return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.US_ASCII);
        }
        return file == null || file.isEmpty()
                ? ""
                : Files.readString(Path.of(file), StandardCharsets.US_ASCII);
    }
}
