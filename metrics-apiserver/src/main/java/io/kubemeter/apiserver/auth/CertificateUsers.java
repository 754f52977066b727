package io.kubemeter.apiserver.auth;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the user that a client certificate names: CN is the user, each O a group. */
final class CertificateUsers {
    private static final String CREDENTIAL_ID = "authentication.kubernetes.io/credential-id";

    private CertificateUsers() {}

    /** The user, or {@code null} where the certificate names none. */
    static @Nullable Identity identity(X509Certificate certificate) {
        DistinguishedName name = DistinguishedName.of(certificate.getSubjectX500Principal());
        if (name.commonName().isEmpty()) {
            return null;
        }
        return new Identity(
                name.commonName(),
                name.uid(),
                name.organizations(),
                Map.of(CREDENTIAL_ID, List.of("X509SHA256=" + sha256(certificate))));
    }

    private static String sha256(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException("a parsed certificate has its bytes", e);
        }
    }
}
