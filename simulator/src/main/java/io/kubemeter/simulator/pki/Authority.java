package io.kubemeter.simulator.pki;

import io.kubemeter.simulator.pki.CertificateOrder.Purpose;
import io.kubemeter.simulator.pki.CertificateOrder.Validity;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A certificate authority with an EC P-256 key.
 *
 * <p>Keys of leaves are made once and shared between all leaves of an authority unless a fresh one
 * is asked for: a thousand kubelets cost a thousand signatures, not a thousand keys as well.
 *
 * <p><b>Owner:</b> any thread; only the shared key appears, when it is first needed.
 */
public final class Authority {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final KeyPair keys;
    private volatile @Nullable KeyPair sharedLeafKeys;
    private final X500Name name;
    private final X509Certificate certificate;
    private final Validity validity;

    private Authority(KeyPair keys, X500Name name, X509Certificate certificate, Validity validity) {
        this.keys = keys;
        this.name = name;
        this.certificate = certificate;
        this.validity = validity;
    }

    /** A self-signed authority. */
    public static Authority create(String commonName, Validity validity) {
        KeyPair keys = newKeys();
        X500Name name = name(commonName, List.of());
        X509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(
                        name, serial(), from(validity), until(validity), name, keys.getPublic());
        try {
            var extensions = new JcaX509ExtensionUtils();
            int usage = KeyUsage.digitalSignature | KeyUsage.keyCertSign | KeyUsage.cRLSign;
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    extensions.createSubjectKeyIdentifier(keys.getPublic()));
            return new Authority(keys, name, sign(builder, keys), validity);
        } catch (CertIOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("cannot create the authority " + commonName, e);
        }
    }

    public X509Certificate certificate() {
        return certificate;
    }

    public String pem() {
        return Pem.of(certificate);
    }

    /** How long its certificates live unless an order says otherwise: as long as itself. */
    public Validity validity() {
        return validity;
    }

    /** A leaf with the shared key and no chain beside it, as the cluster's signers issue it. */
    public Credential issue(CertificateOrder order) {
        return issue(order, leafKeys());
    }

    private KeyPair leafKeys() {
        KeyPair present = sharedLeafKeys;
        if (present == null) {
            present = newKeys();
            sharedLeafKeys = present;
        }
        return present;
    }

    /** A leaf with a key of its own. */
    public Credential issueWithFreshKey(CertificateOrder order) {
        return issue(order, newKeys());
    }

    private Credential issue(CertificateOrder order, KeyPair leaf) {
        X509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(
                        name,
                        serial(),
                        from(order.validity()),
                        until(order.validity()),
                        name(order.commonName(), order.organizations()),
                        leaf.getPublic());
        try {
            extend(builder, order);
            return new Credential(leaf.getPrivate(), List.of(sign(builder, keys)));
        } catch (CertIOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("cannot issue " + order, e);
        }
    }

    private void extend(X509v3CertificateBuilder builder, CertificateOrder order)
            throws CertIOException, GeneralSecurityException {
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, usage(order.purpose()));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(keys.getPublic()));
        GeneralName[] names =
                Stream.concat(
                                order.dnsNames().stream()
                                        .map(dns -> new GeneralName(GeneralName.dNSName, dns)),
                                order.addresses().stream()
                                        .map(ip -> new GeneralName(GeneralName.iPAddress, ip)))
                        .toArray(GeneralName[]::new);
        if (names.length > 0) {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        }
    }

    private static ExtendedKeyUsage usage(Purpose purpose) {
        return switch (purpose) {
            case SERVER -> new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth);
            case CLIENT -> new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth);
            case SERVER_AND_CLIENT ->
                    new ExtendedKeyUsage(
                            new KeyPurposeId[] {
                                KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                            });
        };
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair signer)
            throws GeneralSecurityException, OperatorCreationException {
        ContentSigner content =
                new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(content));
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no EC keys", e);
        }
    }

    private static X500Name name(String commonName, List<String> organizations) {
        X500NameBuilder builder = new X500NameBuilder(BCStyle.INSTANCE);
        for (String organization : organizations) {
            builder.addRDN(BCStyle.O, organization);
        }
        return builder.addRDN(BCStyle.CN, commonName).build();
    }

    private static BigInteger serial() {
        return new BigInteger(127, RANDOM);
    }

    private static Date from(Validity validity) {
        return Date.from(validity.from());
    }

    private static Date until(Validity validity) {
        return Date.from(validity.until());
    }
}
