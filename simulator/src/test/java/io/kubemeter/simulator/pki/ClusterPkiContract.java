package io.kubemeter.simulator.pki;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Our certificates against those of a real cluster: the same names, purposes and extensions. */
class ClusterPkiContract {
    private static final Instant NOW = Instant.parse("2026-11-21T03:39:09Z");
    private static final ClusterPki PKI = ClusterPki.create(InstantSource.fixed(NOW));

    @Test
    void signedKubeletCertificatesLookLikeTheCapturedOne() throws Exception {
        X509Certificate captured = captured("signed-by-kubelet-serving-signer.pem").getFirst();
        X509Certificate ours = PKI.kubeletServing("node1", List.of("10.200.0.10")).leaf();
        sameKind(ours, captured);
        assertThat(ours.getSubjectX500Principal()).isEqualTo(captured.getSubjectX500Principal());
        assertThat(ours.getIssuerX500Principal()).isEqualTo(captured.getIssuerX500Principal());
        assertThat(ours.getSubjectAlternativeNames())
                .hasToString(String.valueOf(captured.getSubjectAlternativeNames()));
        assertThatCode(() -> ours.verify(PKI.cluster().certificate().getPublicKey()))
                .doesNotThrowAnyException();
    }

    @Test
    void selfSignedKubeletCertificatesLookLikeTheCapturedOnes() throws Exception {
        List<X509Certificate> captured = captured("self-signed.pem");
        List<X509Certificate> ours = PKI.kubeletSelfSigned("node1").chain();
        String made = "@" + NOW.getEpochSecond();
        assertThat(ours).hasSize(captured.size());
        assertThat(ours.getFirst().getSubjectX500Principal().getName())
                .isEqualTo("CN=node1" + made);
        assertThat(ours.getFirst().getIssuerX500Principal().getName())
                .isEqualTo("CN=node1-ca" + made);
        assertThat(ours.getFirst().getSubjectAlternativeNames())
                .hasToString(String.valueOf(captured.getFirst().getSubjectAlternativeNames()));
        assertThat(ours.getFirst().getExtendedKeyUsage())
                .isEqualTo(captured.getFirst().getExtendedKeyUsage());
        ours.getFirst().verify(ours.getLast().getPublicKey());
    }

    @Test
    void theClusterAuthorityLooksLikeTheCapturedOne() throws Exception {
        X509Certificate captured = captured("cluster-ca.pem").getFirst();
        X509Certificate ours = PKI.cluster().certificate();
        assertThat(ours.getSubjectX500Principal()).isEqualTo(captured.getSubjectX500Principal());
        assertThat(ours.getBasicConstraints()).isEqualTo(captured.getBasicConstraints());
        assertThat(ours.getKeyUsage()).isEqualTo(captured.getKeyUsage());
        assertThat(ours.getSigAlgName()).isEqualTo(captured.getSigAlgName());
    }

    @Test
    void accountsAreReadFromClientCertificates() throws Exception {
        Account admin = Subjects.account(PKI.admin().leaf());
        assertThat(admin.user()).isEqualTo("kubernetes-admin");
        assertThat(admin.groups()).containsExactly("system:masters", "system:authenticated");
    }

    @Test
    void tokensExpireAndAreRevoked() {
        Account account = Account.serviceAccount("kube-system", "metrics-server", "u-1");
        TokenMint mint = PKI.tokens();
        String token = mint.mint(account, Duration.ofMinutes(10));
        assertThat(token).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
        assertThat(mint.account(token)).isEqualTo(account);
        assertThat(mint.account(token + "x")).isNull();
        mint.revoke(token);
        assertThat(mint.account(token)).isNull();
        assertThat(mint.account(mint.mint(account, Duration.ofSeconds(-1)))).isNull();
    }

    @Test
    void strangersDoNotVouchForOurKubelets() {
        Authority stranger = Authority.create("kubernetes", PKI.cluster().validity());
        X509Certificate leaf = PKI.kubeletServing("node1", List.of()).leaf();
        assertThatThrownBy(() -> leaf.verify(stranger.certificate().getPublicKey()))
                .isInstanceOf(GeneralSecurityException.class);
    }

    private static void sameKind(X509Certificate ours, X509Certificate captured)
            throws GeneralSecurityException {
        assertThat(sorted(ours.getCriticalExtensionOIDs()))
                .isEqualTo(sorted(captured.getCriticalExtensionOIDs()));
        assertThat(sorted(ours.getNonCriticalExtensionOIDs()))
                .isEqualTo(sorted(captured.getNonCriticalExtensionOIDs()));
        assertThat(ours.getExtendedKeyUsage()).isEqualTo(captured.getExtendedKeyUsage());
        assertThat(ours.getKeyUsage()).isEqualTo(captured.getKeyUsage());
        assertThat(ours.getSigAlgName()).isEqualTo(captured.getSigAlgName());
    }

    private static Set<String> sorted(Set<String> oids) {
        return new TreeSet<>(oids);
    }

    private static List<X509Certificate> captured(String name)
            throws IOException, GeneralSecurityException {
        try (InputStream in = ClusterPkiContract.class.getResourceAsStream(name)) {
            String text = new String(in == null ? new byte[0] : in.readAllBytes(), US_ASCII);
            String pem = text.substring(text.indexOf("-----BEGIN CERTIFICATE-----"));
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(US_ASCII)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        }
    }
}
