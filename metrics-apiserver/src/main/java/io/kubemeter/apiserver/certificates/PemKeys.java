package io.kubemeter.apiserver.certificates;

import java.io.IOException;
import java.io.StringReader;
import java.security.PrivateKey;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Reads private keys in every PEM form that Kubernetes' tools write: PKCS#8, PKCS#1 and SEC 1. */
public final class PemKeys {
    private PemKeys() {}

    /**
     * The first private key in {@code pem}.
     *
     * @throws IOException when there is none that can be read; the message never shows the text
     */
    public static PrivateKey parse(String pem) throws IOException {
        JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
                if (block instanceof PrivateKeyInfo key) {
                    return converter.getPrivateKey(key);
                }
                if (block instanceof PEMKeyPair pair) {
                    return converter.getPrivateKey(pair.getPrivateKeyInfo());
                }
            }
        }
        throw new IOException(
                "no private key (expected: PEM, PKCS#8, PKCS#1 or SEC 1, not encrypted)");
    }
}
