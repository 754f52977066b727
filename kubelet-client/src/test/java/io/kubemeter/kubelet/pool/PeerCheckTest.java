package io.kubemeter.kubelet.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.model.Reason;
import io.kubemeter.simulator.pki.Authority;
import io.kubemeter.simulator.pki.CertificateOrder;
import io.kubemeter.simulator.pki.CertificateOrder.Purpose;
import io.kubemeter.simulator.pki.CertificateOrder.Validity;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PeerCheckTest {
    private static final Instant NOW = Instant.parse("2026-11-21T05:00:00Z");
    private static final Validity VALID =
            new Validity(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(1)));
    private static final Authority CA = Authority.create("kubernetes", VALID);
    private static final Authority IMPOSTOR = Authority.create("kubernetes", VALID);

    private static final PeerPolicy NODE = new PeerPolicy(true, true, false);
    private static final PeerPolicy ADDRESS = new PeerPolicy(false, true, false);
    private static final PeerPolicy PIN = new PeerPolicy(true, true, true);
    private static final PeerPolicy NONE = new PeerPolicy(true, false, false);

    private static final Peer PEER =
            new Peer(
                    "node1",
                    "uid",
                    List.of("10.200.0.10"),
                    List.of("10.200.0.10", "n1.example"),
                    1);

    private final X509Certificate clusterCa = captured("cluster-ca.pem");
    private final X509Certificate signed = captured("signed-by-kubelet-serving-signer.pem");
    private final X509Certificate selfSigned = captured("self-signed.pem");

    @Test
    void aRealKubeletsSignedCertificateIsProven() {
        for (PeerPolicy policy : List.of(NODE, ADDRESS, PIN, NONE)) {
            assertThat(check(policy, clusterCa, signed).reason()).isNull();
        }
    }

    @Test
    void aRealKubeletsSelfSignedCertificateIsNamed() {
        Verdict verdict = check(NODE, clusterCa, selfSigned);
        assertThat(verdict.reason()).isEqualTo(Reason.SELF_SIGNED);
        assertThat(verdict.detail()).contains("node1-ca@1795232242");
    }

    @Test
    void aCertificateGivenAsARootIsTrustedAsItIs() {
        assertThat(check(NODE, selfSigned, selfSigned).reason()).isNull();
        assertThat(at(Instant.parse("2028-01-01T00:00:00Z"), NODE, selfSigned, selfSigned).reason())
                .isEqualTo(Reason.CERTIFICATE_EXPIRED);
    }

    @Test
    void aRealCertificateExpires() {
        assertThat(at(Instant.parse("2027-11-21T04:00:00Z"), NODE, clusterCa, signed).reason())
                .isEqualTo(Reason.CERTIFICATE_EXPIRED);
        assertThat(at(Instant.parse("2026-11-21T03:00:00Z"), NODE, clusterCa, signed).reason())
                .isEqualTo(Reason.CERTIFICATE_EXPIRED);
    }

    @Test
    void aWrongSignatureOutweighsAWrongDate() {
        X509Certificate forged =
                IMPOSTOR.issue(
                                order("system:node:node1", List.of("system:nodes"))
                                        .validity(
                                                new Validity(
                                                        NOW.minus(Duration.ofHours(3)),
                                                        NOW.minus(Duration.ofHours(2)))))
                        .leaf();
        assertThat(check(NODE, CA.certificate(), forged).reason())
                .isEqualTo(Reason.ISSUER_UNTRUSTED);
    }

    @Test
    void theNodesNameIsEnoughWithoutAnyAddress() {
        assertThat(node("system:node:node1", List.of("system:nodes"))).isNull();
    }

    @Test
    void theNodesNameCountsOnlyInItsGroup() {
        assertThat(node("system:node:node1", List.of())).isEqualTo(Reason.NAME_MISMATCH);
        assertThat(node("system:node:node1", List.of("system:masters")))
                .isEqualTo(Reason.NAME_MISMATCH);
    }

    @Test
    void anotherNodeIsNamed() {
        assertThat(node("system:node:node2", List.of("system:nodes"))).isEqualTo(Reason.OTHER_NODE);
        assertThat(node("system:node:node11", List.of("system:nodes")))
                .isEqualTo(Reason.OTHER_NODE);
    }

    @Test
    void anotherNodeMayNotUseOurAddress() {
        X509Certificate moved =
                issue(
                        new CertificateOrder(
                                "system:node:node2",
                                List.of("system:nodes"),
                                List.of("node2"),
                                List.of("10.200.0.10"),
                                Purpose.SERVER,
                                VALID));
        assertThat(check(NODE, CA.certificate(), moved).reason()).isEqualTo(Reason.OTHER_NODE);
    }

    @Test
    void aNameWithinANameIsNoName() {
        assertThat(node("x, CN=system:node:node1", List.of("system:nodes")))
                .isEqualTo(Reason.NAME_MISMATCH);
        assertThat(node("kubelet", List.of("a+CN=system:node:node1", "system:nodes")))
                .isEqualTo(Reason.NAME_MISMATCH);
    }

    @Test
    void anAlternativeNameOfTheNodeIsEnough() {
        assertThat(named(List.of("node1"), List.of())).isNull();
        assertThat(named(List.of("NODE1"), List.of())).isNull();
        assertThat(named(List.of(), List.of("10.200.0.10"))).isNull();
        assertThat(named(List.of("n1.example"), List.of())).isNull();
    }

    @Test
    void otherAlternativeNamesAreNot() {
        assertThat(named(List.of(), List.of())).isEqualTo(Reason.NAME_MISMATCH);
        assertThat(named(List.of("node1.example"), List.of())).isEqualTo(Reason.NAME_MISMATCH);
        assertThat(named(List.of("10.200.0.10"), List.of())).isEqualTo(Reason.NAME_MISMATCH);
        assertThat(named(List.of(), List.of("10.200.0.11"))).isEqualTo(Reason.NAME_MISMATCH);
        assertThat(named(List.of("*.example"), List.of())).isEqualTo(Reason.NAME_MISMATCH);
    }

    @Test
    void byAddressOnlyTheDialledOneCounts() {
        assertThat(addressed("10.200.0.10", List.of("node1"), List.of("10.200.0.10"))).isNull();
        assertThat(addressed("10.200.0.10", List.of("node1"), List.of()))
                .isEqualTo(Reason.NAME_MISMATCH);
        assertThat(addressed("n1.example", List.of("*.example"), List.of())).isNull();
        assertThat(addressed("a.n1.example", List.of("*.example"), List.of()))
                .isEqualTo(Reason.NAME_MISMATCH);
    }

    @Test
    void purposeIsJudgedAfterTrust() {
        CertificateOrder order =
                order("system:node:node1", List.of("system:nodes")).purpose(Purpose.CLIENT);
        assertThat(check(NODE, CA.certificate(), issue(order)).reason())
                .isEqualTo(Reason.NOT_SERVER_AUTH);
        assertThat(check(NODE, CA.certificate(), IMPOSTOR.issue(order).leaf()).reason())
                .isEqualTo(Reason.ISSUER_UNTRUSTED);
    }

    @Test
    void noneAcceptsAndRemembers() {
        PeerCheck check = of(NONE, CA.certificate(), null);
        assertThat(check.accepts(chain(selfSigned), NOW)).isTrue();
        assertThat(Objects.requireNonNull(check.verdict()).reason()).isEqualTo(Reason.SELF_SIGNED);
        assertThat(check.shownKey()).isNull();
    }

    @Test
    void theFirstKeyIsPinned() {
        PeerCheck first = of(PIN, CA.certificate(), null);
        assertThat(first.accepts(chain(selfSigned), NOW)).isTrue();
        String pin = first.shownKey();
        assertThat(pin).isNotNull();
        assertThat(of(PIN, CA.certificate(), pin).accepts(chain(selfSigned), NOW)).isTrue();
    }

    @Test
    void anotherKeyIsRefusedLoudly() {
        PeerCheck first = of(PIN, CA.certificate(), null);
        first.accepts(chain(selfSigned), NOW);
        PeerCheck second = of(PIN, CA.certificate(), first.shownKey());
        X509Certificate other = IMPOSTOR.issue(order("kubelet", List.of())).leaf();
        assertThat(second.accepts(chain(other), NOW)).isFalse();
        Verdict verdict = Objects.requireNonNull(second.verdict());
        assertThat(verdict.reason()).isEqualTo(Reason.ISSUER_UNTRUSTED);
        assertThat(verdict.detail()).contains("not the one that this Node showed first");
    }

    @Test
    void aPinNeverRefusesAPeerThatIsProven() {
        assertThat(of(PIN, clusterCa, "another key").accepts(chain(signed), NOW)).isTrue();
    }

    @Test
    void aPeerWithoutACertificateIsRefused() {
        PeerCheck check = of(NODE, CA.certificate(), null);
        assertThat(check.accepts(new X509Certificate[0], NOW)).isFalse();
    }

    private static @Nullable Reason node(String commonName, List<String> organisations) {
        return check(NODE, CA.certificate(), issue(order(commonName, organisations))).reason();
    }

    private static @Nullable Reason named(List<String> dnsNames, List<String> addresses) {
        CertificateOrder order =
                new CertificateOrder(
                        "kubelet", List.of(), dnsNames, addresses, Purpose.SERVER, VALID);
        return check(NODE, CA.certificate(), issue(order)).reason();
    }

    private static @Nullable Reason addressed(
            String dialled, List<String> dnsNames, List<String> addresses) {
        CertificateOrder order =
                new CertificateOrder(
                        "kubelet", List.of(), dnsNames, addresses, Purpose.SERVER, VALID);
        PeerCheck check =
                new PeerCheck(
                        PEER, dialled, ADDRESS, new ChainCheck(List.of(CA.certificate())), null);
        check.accepts(chain(issue(order)), NOW);
        return Objects.requireNonNull(check.verdict()).reason();
    }

    private static CertificateOrder order(String commonName, List<String> organisations) {
        return new CertificateOrder(
                commonName, organisations, List.of(), List.of(), Purpose.SERVER, VALID);
    }

    private static X509Certificate issue(CertificateOrder order) {
        return CA.issue(order).leaf();
    }

    private static Verdict check(PeerPolicy policy, X509Certificate root, X509Certificate leaf) {
        return at(NOW, policy, root, leaf);
    }

    private static Verdict at(
            Instant now, PeerPolicy policy, X509Certificate root, X509Certificate leaf) {
        PeerCheck check = of(policy, root, null);
        boolean accepted = check.accepts(chain(leaf), now);
        Verdict verdict = Objects.requireNonNull(check.verdict());
        assertThat(accepted).isEqualTo(verdict.reason() == null || !policy.enforced());
        return verdict;
    }

    private static PeerCheck of(PeerPolicy policy, X509Certificate root, @Nullable String pin) {
        return new PeerCheck(PEER, "10.200.0.10", policy, new ChainCheck(List.of(root)), pin);
    }

    private static X509Certificate[] chain(X509Certificate... certificates) {
        return certificates;
    }

    private static X509Certificate captured(String name) {
        try (InputStream pem = PeerCheckTest.class.getResourceAsStream(name)) {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(pem);
        } catch (IOException | CertificateException e) {
            throw new IllegalStateException(e);
        }
    }
}
