package io.kubemeter.apiserver;

import io.kubemeter.apiserver.certificates.PemKeys;
import io.kubemeter.apiserver.certificates.SelfSigned;
import io.kubemeter.apiserver.certificates.ServingFiles;
import io.kubemeter.apiserver.certificates.ServingPair;
import io.kubemeter.apiserver.http.ServingTls;
import io.kubemeter.apiserver.kube.PemBundle;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the serving certificate comes from: the files that flags name, or a pair of our own. */
final class ServingTlsSource {
    private static final Logger LOG = LoggerFactory.getLogger(ServingTlsSource.class);

    private ServingTlsSource() {}

    /**
     * The TLS side of the listener, read anew when its files change. A pair of our own that cannot
     * be written stays in memory.
     *
     * @throws IOException when the files cannot be read
     * @throws GeneralSecurityException when they are no certificate and key
     */
    static Supplier<SslContext> open(
            Config.Serving serving, ScheduledExecutorService executor, InstantSource clock)
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
                SslContext made = context(pair, serving);
                return () -> made;
            }
        }
        FileReload<SslContext> context =
                FileReload.start(
                        List.of(files.chain(), files.key()),
                        executor,
                        contents -> context(pair(contents), serving));
        return context::current;
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

    private static SslContext context(ServingPair pair, Config.Serving serving)
            throws IOException, GeneralSecurityException {
        List<X509Certificate> chain = PemBundle.certificates(pair.chainPem());
        return ServingTls.context(
                PemKeys.parse(pair.keyPem(), chain.getFirst()),
                chain,
                List.of(),
                new ServingTls.Offer(!serving.tls13Only(), serving.http2()));
    }
}
