package io.kubemeter.apiserver.kube;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A kube-apiserver's address with all that is needed to talk to it.
 *
 * @param server its URL, without a slash at the end
 * @param credential what is shown beside a client certificate
 * @param trust whom to believe; {@code null} means the JDK's own authorities
 * @param keys the client certificate, or {@code null}
 * @param proxy where requests are sent through, or {@code null}
 */
record KubeAccess(
        String server,
        Credential credential,
        @Nullable TrustManager trust,
        @Nullable KeyManager keys,
        @Nullable String proxy) {
    static KubeAccess open(KubeLocation location) throws KubeConfigException {
        return switch (location) {
            case KubeLocation.InCluster pod -> inCluster(pod);
            case KubeLocation.Kubeconfig(Path file) -> kubeconfig(file);
        };
    }

    private static KubeAccess inCluster(KubeLocation.InCluster pod) throws KubeConfigException {
        Path authority = pod.directory().resolve("ca.crt");
        String host = pod.host().contains(":") ? "[" + pod.host() + "]" : pod.host();
        try {
            return new KubeAccess(
                    "https://" + host + ":" + pod.port(),
                    new TokenFile(pod.directory().resolve("token")),
                    FileTrust.open(authority),
                    null,
                    null);
        } catch (IOException | GeneralSecurityException e) {
            throw new KubeConfigException(
                    authority
                            + ": "
                            + text(e)
                            + "; mount a ServiceAccount token, or give --kubeconfig");
        }
    }

    /** The server that the current context of a kubeconfig names; runs none of its programs. */
    static URI server(Path file) throws KubeConfigException {
        try {
            io.fabric8.kubernetes.api.model.Config parsed =
                    KubeConfigUtils.parseConfig(file.toFile());
            String current = parsed.getCurrentContext();
            String cluster =
                    parsed.getContexts().stream()
                            .filter(named -> named.getName().equals(current))
                            .map(named -> named.getContext().getCluster())
                            .findFirst()
                            .orElse("");
            return URI.create(
                    parsed.getClusters().stream()
                            .filter(named -> named.getName().equals(cluster))
                            .map(named -> named.getCluster().getServer())
                            .findFirst()
                            .orElse(""));
        } catch (RuntimeException e) {
            throw new KubeConfigException("--kubeconfig " + file + ": " + text(e));
        }
    }

    private static KubeAccess kubeconfig(Path file) throws KubeConfigException {
        try {
            io.fabric8.kubernetes.api.model.Config parsed =
                    KubeConfigUtils.parseConfig(file.toFile());
            Config config = Config.empty();
            KubeConfigUtils.merge(config, null, parsed);
            if (config.getCurrentContext() == null) {
                throw new KubeConfigException(
                        file + ": current-context names no context; set it to one that is there");
            }
            return new KubeAccess(
                    config.getMasterUrl().replaceAll("/+$", ""),
                    credential(file, config, parsed),
                    trust(config),
                    keys(config),
                    config.getHttpsProxy() != null
                            ? config.getHttpsProxy()
                            : config.getHttpProxy());
        } catch (KubernetesClientException | IOException | GeneralSecurityException e) {
            throw new KubeConfigException("--kubeconfig " + file + ": " + text(e));
        }
    }

    private static @Nullable TrustManager trust(Config config)
            throws IOException, GeneralSecurityException {
        if (config.isTrustCerts()) {
            return new TrustAnybody();
        }
        String data = config.getCaCertData();
        if (data != null && !data.isEmpty()) {
            return FileTrust.trusting(decoded(data));
        }
        String authorities = config.getCaCertFile();
        return authorities == null || authorities.isEmpty()
                ? null
                : FileTrust.open(Path.of(authorities));
    }

    private static @Nullable KeyManager keys(Config config)
            throws IOException, GeneralSecurityException {
        String certificate = textOf(config.getClientCertData(), config.getClientCertFile());
        String key = textOf(config.getClientKeyData(), config.getClientKeyFile());
        return certificate == null || key == null ? null : ClientKeys.of(certificate, key);
    }

    private static Credential credential(
            Path file, Config config, io.fabric8.kubernetes.api.model.Config parsed) {
        AuthInfo user = user(config, parsed);
        if (user != null && user.getTokenFile() != null) {
            Path token = file.toAbsolutePath().resolveSibling(user.getTokenFile());
            return new TokenFile(token);
        }
        if (config.getUsername() != null && config.getPassword() != null) {
            byte[] pair =
                    (config.getUsername() + ":" + config.getPassword())
                            .getBytes(StandardCharsets.UTF_8);
            return new Credential.Fixed("Basic " + Base64.getEncoder().encodeToString(pair));
        }
        String token = config.getAutoOAuthToken();
        if (token == null) {
            return new Credential.Fixed(null);
        }
        boolean made = user != null && (user.getExec() != null || user.getAuthProvider() != null);
        return made ? new MadeCredential(config, token) : new Credential.Fixed("Bearer " + token);
    }

    private static @Nullable AuthInfo user(
            Config config, io.fabric8.kubernetes.api.model.Config parsed) {
        String name = config.getCurrentContext().getContext().getUser();
        List<NamedAuthInfo> users = parsed.getUsers();
        if (users == null) {
            return null;
        }
        return users.stream()
                .filter(user -> user.getName().equals(name))
                .map(NamedAuthInfo::getUser)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String textOf(@Nullable String base64, @Nullable String file)
            throws IOException {
        if (base64 != null && !base64.isEmpty()) {
            return decoded(base64);
        }
        return file == null || file.isEmpty()
                ? null
                : Files.readString(Path.of(file), StandardCharsets.US_ASCII);
    }

    private static String decoded(String base64) {
        return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.US_ASCII);
    }

    private static String text(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? "" : cause.getMessage();
        return cause instanceof NoSuchFileException
                ? "no such file " + message
                : message.isEmpty() ? cause.getClass().getSimpleName() : message;
    }
}
