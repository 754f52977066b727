package io.kubemeter.apiserver;

import io.kubemeter.apiserver.certificates.PemKeys;
import io.kubemeter.apiserver.kube.KubeConfigException;
import io.kubemeter.apiserver.kube.KubeLocation;
import io.kubemeter.apiserver.kube.KubeconfigMaterial;
import io.kubemeter.apiserver.kube.PemBundle;
import io.kubemeter.kubelet.BearerToken;
import io.kubemeter.kubelet.KubeletAccess;
import io.kubemeter.kubelet.KubeletTls;
import io.kubemeter.kubelet.Reloadable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what opens kubelets' doors: whom to trust and what to show, from flags first, then from
 * the kubeconfig or the mounted ServiceAccount. Files are read again when they change.
 */
final class KubeletDoor {
    private final Config.KubeletFiles files;
    private final KubeLocation location;
    private final ScheduledExecutorService executor;

    private KubeletDoor(
            Config.KubeletFiles files, KubeLocation location, ScheduledExecutorService executor) {
        this.files = files;
        this.location = location;
        this.executor = executor;
    }

    /**
     * Opens all files once.
     *
     * @throws KubeConfigException when the kubeconfig or the ServiceAccount lacks something
     * @throws IOException when a file cannot be read
     * @throws GeneralSecurityException when a file is no certificate or key
     */
    static KubeletAccess open(
            Config.KubeletFiles files, KubeLocation location, ScheduledExecutorService executor)
            throws KubeConfigException, IOException, GeneralSecurityException {
        return new KubeletDoor(files, location, executor).open();
    }

    private KubeletAccess open() throws KubeConfigException, IOException, GeneralSecurityException {
        return switch (location) {
            case KubeLocation.InCluster(_, _, Path directory) ->
                    new KubeletAccess(
                            token(directory.resolve("token")),
                            tls(files.authority().orElse(directory.resolve("ca.crt"))));
            case KubeLocation.Kubeconfig(Path file) -> fromKubeconfig(file);
        };
    }

    private KubeletAccess fromKubeconfig(Path file)
            throws KubeConfigException, IOException, GeneralSecurityException {
        KubeconfigMaterial material = KubeconfigMaterial.read(file);
        Optional<Path> tokenFile = material.tokenFile();
        Reloadable<@Nullable BearerToken> token =
                tokenFile.isPresent()
                        ? token(tokenFile.get())
                        : Reloadable.of(material.token().map(BearerToken::parse).orElse(null));
        if (files.authority().isPresent()) {
            return new KubeletAccess(token, tls(files.authority().get()));
        }
        return new KubeletAccess(token, tls(material));
    }

    /** What the kubeconfig only names is read again when it changes. */
    private Reloadable<KubeletTls> tls(KubeconfigMaterial material)
            throws IOException, GeneralSecurityException {
        List<KubeconfigMaterial.Pem> parts =
                List.of(material.authority(), material.certificate(), material.key());
        List<Path> named = parts.stream().flatMap(part -> part.file().stream()).toList();
        FileReload.Parser<KubeletTls> parser =
                contents -> {
                    Iterator<byte[]> read = contents.iterator();
                    List<String> texts = new ArrayList<>();
                    for (KubeconfigMaterial.Pem part : parts) {
                        texts.add(part.file().isPresent() ? text(read.next()) : part.text());
                    }
                    return tls(texts.get(0), texts.get(1), texts.get(2));
                };
        return named.isEmpty()
                ? Reloadable.of(parser.parse(List.of()))
                : FileReload.start(named, executor, parser);
    }

    private static KubeletTls tls(String authority, String certificate, String key)
            throws IOException, GeneralSecurityException {
        List<X509Certificate> roots =
                authority.isEmpty() ? List.of() : PemBundle.certificates(authority);
        if (certificate.isEmpty()) {
            return KubeletTls.trusting(roots);
        }
        List<X509Certificate> chain = PemBundle.certificates(certificate);
        return new KubeletTls(roots, PemKeys.parse(key, chain.getFirst()), chain);
    }

    private Reloadable<@Nullable BearerToken> token(Path file)
            throws IOException, GeneralSecurityException {
        return FileReload.<@Nullable BearerToken>start(
                List.of(file), executor, contents -> BearerToken.parse(text(contents.getFirst())));
    }

    private Reloadable<KubeletTls> tls(Path authority)
            throws IOException, GeneralSecurityException {
        List<Path> read = new ArrayList<>(List.of(authority));
        files.clientCertificate().ifPresent(read::add);
        files.clientKey().ifPresent(read::add);
        return FileReload.start(read, executor, KubeletDoor::tls);
    }

    private static KubeletTls tls(List<byte[]> contents)
            throws IOException, GeneralSecurityException {
        String authority = text(contents.getFirst());
        return contents.size() == 1
                ? tls(authority, "", "")
                : tls(authority, text(contents.get(1)), text(contents.get(2)));
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.US_ASCII);
    }
}
