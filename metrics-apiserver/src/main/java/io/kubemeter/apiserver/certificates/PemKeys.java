package io.kubemeter.apiserver.certificates;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Reads private keys in every PEM form that Kubernetes' tools write: PKCS#8, PKCS#1 and SEC 1. */
public final class PemKeys {
    private static final byte[] CHALLENGE = new byte[32];

    private PemKeys() {}

    /**
     * The first private key in {@code pem}, if it is this certificate's: of two files that are
     * written one after the other the second may be an old one still.
     *
     * @throws IOException when there is none that can be read; the message never shows the text
     * @throws GeneralSecurityException when it is another certificate's
     */
    public static PrivateKey parse(String pem, X509Certificate of)
            throws IOException, GeneralSecurityException {
        PrivateKey key = parse(pem);
        PublicKey open = of.getPublicKey();
        String algorithm =
                switch (open.getAlgorithm()) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> open.getAlgorithm();
                };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(CHALLENGE);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            signature.update(CHALLENGE);
            if (signature.verify(signed)) {
                return key;
            }
        } catch (InvalidKeyException e) {
            throw new InvalidKeyException("the key is not the certificate's", e);
        }
        throw new InvalidKeyException("the key is not the certificate's");
    }

    /**
     * The first private key in {@code pem}.
     *
     * @throws IOException when there is none that can be read; the message never shows the text
     */
    private static PrivateKey parse(String pem) throws IOException {
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
