package io.kubemeter.apiserver.kube;

import io.fabric8.kubernetes.client.internal.CertUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * A client certificate with its key, as a kubeconfig holds them. fabric8 takes a PKCS#8 key for an
 * RSA one whatever it is, so these are read here; the older forms are left to it.
 */
final class ClientKeys {
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");
    private static final char[] NO_PASSWORD = new char[0];

    private ClientKeys() {}

    static KeyManager of(String certificatePem, String keyPem) throws GeneralSecurityException {
        try {
            byte[] pkcs8 = PemBundle.first("PRIVATE KEY", keyPem);
            KeyStore store =
                    pkcs8.length == 0
                            ? olderForm(certificatePem, keyPem)
                            : store(certificatePem, privateKey(pkcs8));
            KeyManagerFactory factory =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            return factory.getKeyManagers()[0];
        } catch (IOException e) {
            throw new GeneralSecurityException(e.getMessage(), e);
        }
    }

    private static KeyStore store(String certificatePem, PrivateKey key)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        Certificate[] chain = PemBundle.certificates(certificatePem).toArray(Certificate[]::new);
        store.setKeyEntry("client", key, NO_PASSWORD, chain);
        return store;
    }

    private static PrivateKey privateKey(byte[] pkcs8) throws GeneralSecurityException {
        GeneralSecurityException refused = null;
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException e) {
                refused = e;
            }
        }
        throw new InvalidKeySpecException("the client key is none of " + ALGORITHMS, refused);
    }

    private static KeyStore olderForm(String certificatePem, String keyPem)
            throws GeneralSecurityException, IOException {
        String algorithm = keyPem.contains("EC PRIVATE KEY") ? "EC" : "RSA";
        return CertUtils.createKeyStore(
                stream(certificatePem), stream(keyPem), algorithm, NO_PASSWORD, null, NO_PASSWORD);
    }

    private static ByteArrayInputStream stream(String pem) {
        return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    }
}
