package io.kubemeter.apiserver;

import io.kubemeter.apiserver.Ports.Port;
import io.kubemeter.apiserver.certificates.PemKeys;
import io.kubemeter.apiserver.certificates.SelfSigned;
import io.kubemeter.apiserver.certificates.ServingFiles;
import io.kubemeter.apiserver.certificates.ServingPair;
import io.kubemeter.apiserver.http.ClientRule;
import io.kubemeter.apiserver.http.ServingTls;
import io.kubemeter.apiserver.kube.PemBundle;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the serving certificate comes from: the files that flags name, or a pair of our own. */
final class ServingTlsSource {
    private static final Logger LOG = LoggerFactory.getLogger(ServingTlsSource.class);

    private ServingTlsSource() {}

    /**
     * The TLS side of our ports, read anew when its files change. A pair of our own that cannot be
     * written stays in memory.
     *
     * @param clients whose handshakes are completed, port by port
     * @return the contexts, port by port
     * @throws IOException when the files cannot be read
     * @throws GeneralSecurityException when they are no certificate and key
     */
    static Map<Port, Supplier<SslContext>> open(
            Config.Serving serving,
            Map<Port, ClientRule> clients,
            ScheduledExecutorService executor,
            InstantSource clock)
            throws IOException, GeneralSecurityException {
        ServingFiles files =
                serving.certificate()
                        .flatMap(chain -> serving.key().map(key -> new ServingFiles(chain, key)))
                        .orElseGet(() -> ServingFiles.in(serving.certificateDirectory()));
        if (serving.certificate().isEmpty() && !files.readable()) {
            ServingPair pair = SelfSigned.pair(List.of(serving.address()), clock.instant());
            LOG.atWarn()
                    .addKeyValue("cert", files.chain())
                    .log(
                            "Generated self-signed cert: kube-apiserver cannot verify it; give"
                                    + " --tls-cert-file, and its CA to the APIService as caBundle");
            if (!written(pair, files)) {
                Map<Port, SslContext> made = contexts(pair, serving, clients);
                return suppliers(() -> made, clients.keySet());
            }
        }
        FileReload<Map<Port, SslContext>> contexts =
                FileReload.start(
                        List.of(files.chain(), files.key()),
                        executor,
                        contents -> contexts(pair(contents), serving, clients));
        return suppliers(contexts::current, clients.keySet());
    }

    private static Map<Port, Supplier<SslContext>> suppliers(
            Supplier<Map<Port, SslContext>> contexts, Set<Port> ports) {
        Map<Port, Supplier<SslContext>> suppliers = new EnumMap<>(Port.class);
        for (Port port : ports) {
            suppliers.put(
                    port, () -> Objects.requireNonNull(contexts.get().get(port), port.name()));
        }
        return suppliers;
    }

    private static boolean written(ServingPair pair, ServingFiles files) {
        try {
            files.write(pair);
            return true;
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("cert", files.chain())
                    .addKeyValue("err", e.toString())
                    .log(
                            "The certificate stays in memory, and each start makes another; give a"
                                    + " --cert-dir that can be written, or --tls-cert-file");
            return false;
        }
    }

    private static ServingPair pair(List<byte[]> contents) {
        return new ServingPair(
                new String(contents.get(0), StandardCharsets.US_ASCII),
                new String(contents.get(1), StandardCharsets.US_ASCII));
    }

    private static Map<Port, SslContext> contexts(
            ServingPair pair, Config.Serving serving, Map<Port, ClientRule> clients)
            throws IOException, GeneralSecurityException {
        List<X509Certificate> chain = PemBundle.certificates(pair.chainPem());
        PrivateKey key = PemKeys.parse(pair.keyPem(), chain.getFirst());
        Map<Port, SslContext> contexts = new EnumMap<>(Port.class);
        for (Map.Entry<Port, ClientRule> client : clients.entrySet()) {
            contexts.put(
                    client.getKey(),
                    ServingTls.context(
                            key,
                            chain,
                            List.of(),
                            new ServingTls.Offer(
                                    !serving.tls13Only(), serving.http2(), client.getValue())));
        }
        return contexts;
    }
}
