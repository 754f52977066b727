package io.kubemeter.apiserver;

import io.kubemeter.apiserver.Ports.Port;
import io.kubemeter.apiserver.certificates.PemKeys;
import io.kubemeter.apiserver.certificates.ServingFiles;
import io.kubemeter.apiserver.certificates.ServingPair;
import io.kubemeter.apiserver.http.ClientRule;
import io.kubemeter.apiserver.http.ServingTls;
import io.kubemeter.apiserver.kube.PemBundle;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the contexts of our ports of what their files hold: the usual certificate, and those for
 * clients who ask for certain names. Immutable.
 *
 * @param serving what is served
 * @param clients whose handshakes are completed, port by port
 * @param made the usual pair, where it is in no file
 */
record ServingContexts(
        Config.Serving serving, Map<Port, ClientRule> clients, @Nullable ServingPair made) {
    private static final int DNS_NAME = 2;

    /** What has to be read, in this order. */
    List<Path> files(ServingFiles usual) {
        List<Path> files = new ArrayList<>();
        if (made == null) {
            files.add(usual.chain());
            files.add(usual.key());
        }
        for (SniPair pair : serving.named()) {
            files.add(pair.chain());
            files.add(pair.key());
        }
        return files;
    }

    /** The contexts, port by port, of the contents of these files. */
    Map<Port, SslContext> parse(List<byte[]> contents)
            throws IOException, GeneralSecurityException {
        int namedFrom = made == null ? 2 : 0;
        ServingPair usual = made == null ? pair(contents, 0) : made;
        Map<Port, SslContext> contexts = new EnumMap<>(Port.class);
        for (Map.Entry<Port, ClientRule> client : clients.entrySet()) {
            ServingTls.Offer offer =
                    new ServingTls.Offer(!serving.tls13Only(), serving.http2(), client.getValue());
            Map<String, SslContext> named = new HashMap<>();
            // The first that names a name has it, as upstream.
            for (int i = serving.named().size() - 1; i >= 0; i--) {
                ServingPair pair = pair(contents, namedFrom + 2 * i);
                SslContext context = context(pair, offer);
                for (String name : names(serving.named().get(i), pair)) {
                    named.put(name.toLowerCase(Locale.ROOT), context);
                }
            }
            contexts.put(client.getKey(), ServingTls.serving(context(usual, offer), named));
        }
        return contexts;
    }

    private static ServingPair pair(List<byte[]> contents, int at) {
        return new ServingPair(
                new String(contents.get(at), StandardCharsets.US_ASCII),
                new String(contents.get(at + 1), StandardCharsets.US_ASCII));
    }

    private static SslContext context(ServingPair pair, ServingTls.Offer offer)
            throws IOException, GeneralSecurityException {
        List<X509Certificate> chain = PemBundle.certificates(pair.chainPem());
        return ServingTls.context(
                PemKeys.parse(pair.keyPem(), chain.getFirst()), chain, List.of(), offer);
    }

    /** Those that the flag gives, or the DNS names of the certificate. */
    private static List<String> names(SniPair flag, ServingPair pair)
            throws GeneralSecurityException {
        if (!flag.names().isEmpty()) {
            return flag.names();
        }
        X509Certificate leaf = PemBundle.certificates(pair.chainPem()).getFirst();
        List<String> names = new ArrayList<>();
        if (leaf.getSubjectAlternativeNames() != null) {
            for (List<?> name : leaf.getSubjectAlternativeNames()) {
                if (name.getFirst().equals(DNS_NAME)) {
                    names.add(String.valueOf(name.get(1)));
                }
            }
        }
        return names;
    }
}
