package io.kubemeter.apiserver.kube;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Believes the authorities in a file that others replace, and nobody else: the file is read for
 * each handshake, of which there are few. While it cannot be read the last authorities stay.
 *
 * <p><b>Owner:</b> nobody: any thread's handshake asks, and the state is one immutable reading.
 */
final class FileTrust extends X509ExtendedTrustManager {
    private static final Logger LOG = LoggerFactory.getLogger(FileTrust.class);

    private final Path file;
    private volatile Reading last;

    private FileTrust(Path file, Reading first) {
        this.file = file;
        this.last = first;
    }

    static FileTrust open(Path file) throws IOException, GeneralSecurityException {
        return new FileTrust(file, Reading.of(text(file)));
    }

    /**
     * These authorities alone. fabric8 would add the JDK's, so any public one could be the server.
     */
    static X509ExtendedTrustManager trusting(String pem) throws GeneralSecurityException {
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(PemBundle.trusting(PemBundle.certificates(pem)));
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager made) {
                return made;
            }
        }
        throw new GeneralSecurityException("no X.509 trust manager in this JDK");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        now().checkServerTrusted(chain, type, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        now().checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        now().checkServerTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        throw new CertificateException("no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        throw new CertificateException("no server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    private X509ExtendedTrustManager now() {
        Reading known = last;
        try {
            String pem = text(file);
            if (!pem.equals(known.pem)) {
                known = Reading.of(pem);
                last = known;
                LOG.atInfo().addKeyValue("file", file).log("Authorities of kube-apiserver changed");
            }
        } catch (IOException | GeneralSecurityException e) {
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("file", file)
                    .log("Authorities of kube-apiserver stay as they were");
        }
        return known.trust;
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.US_ASCII);
    }

    /**
     * One reading of the file.
     *
     * @param pem what it said
     * @param trust whom to believe
     */
    private record Reading(String pem, X509ExtendedTrustManager trust) {
        static Reading of(String pem) throws GeneralSecurityException {
            return new Reading(pem, trusting(pem));
        }
    }
}
