package io.kubemeter.apiserver;

import io.kubemeter.apiserver.Ports.Port;
import io.kubemeter.apiserver.certificates.SelfSigned;
import io.kubemeter.apiserver.certificates.ServingFiles;
import io.kubemeter.apiserver.certificates.ServingPair;
import io.kubemeter.apiserver.http.ClientRule;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        ServingPair made = null;
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
            made = written(pair, files) ? null : pair;
        }
        ServingContexts contexts = new ServingContexts(serving, clients, made);
        FileReload<Map<Port, SslContext>> reload =
                FileReload.start(contexts.files(files), executor, contexts::parse);
        Map<Port, Supplier<SslContext>> suppliers = new EnumMap<>(Port.class);
        for (Port port : clients.keySet()) {
            suppliers.put(
                    port, () -> Objects.requireNonNull(reload.current().get(port), port.name()));
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
}
