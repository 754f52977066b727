package io.kubemeter.apiserver.certificates;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes a serving certificate that nobody can verify by a CA, for when none was given: a leaf for
 * {@code localhost} and the addresses listened on, signed by a CA whose key is thrown away, valid
 * for one year, as metrics-server makes it.
 */
public final class SelfSigned {
    private static final Duration BACKDATED = Duration.ofHours(1);
    private static final Duration LIFETIME = Duration.ofDays(365);
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final int SERIAL_BITS = 127;

    private final SecureRandom random = new SecureRandom();
    private final Instant now;

    private SelfSigned(Instant now) {
        this.now = now;
    }

    /**
     * A new pair for {@code localhost} and {@code addresses}.
     *
     * @throws GeneralSecurityException when this JVM cannot make EC keys or certificates
     */
    public static ServingPair pair(List<InetAddress> addresses, Instant now)
            throws GeneralSecurityException, IOException {
        return new SelfSigned(now).make(addresses);
    }

    private ServingPair make(List<InetAddress> addresses)
            throws GeneralSecurityException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        KeyPair authority = generator.generateKeyPair();
        KeyPair leaf = generator.generateKeyPair();
        X500Name issuer = new X500Name("CN=localhost-ca@" + now.getEpochSecond());
        X500Name subject = new X500Name("CN=localhost@" + now.getEpochSecond());

        X509v3CertificateBuilder ca = builder(issuer, issuer, authority);
        ca.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        ca.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));

        X509v3CertificateBuilder serving = builder(issuer, subject, leaf);
        serving.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        serving.addExtension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        serving.addExtension(Extension.subjectAlternativeName, false, names(addresses));
        return new ServingPair(
                pem(sign(serving, authority.getPrivate()), sign(ca, authority.getPrivate())),
                pem(new JcaPKCS8Generator(leaf.getPrivate(), null)));
    }

    private X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair key) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, random),
                Date.from(now.minus(BACKDATED)),
                Date.from(now.plus(LIFETIME)),
                subject,
                key.getPublic());
    }

    private static GeneralNames names(List<InetAddress> addresses) {
        List<GeneralName> names = new ArrayList<>();
        names.add(new GeneralName(GeneralName.dNSName, "localhost"));
        names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
        for (InetAddress address : addresses) {
            if (!address.isAnyLocalAddress() && !address.getHostAddress().equals("127.0.0.1")) {
                names.add(new GeneralName(GeneralName.iPAddress, address.getHostAddress()));
            }
        }
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static String pem(Object... objects) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            for (Object object : objects) {
                writer.writeObject(object);
            }
        }
        return text.toString();
    }
}
