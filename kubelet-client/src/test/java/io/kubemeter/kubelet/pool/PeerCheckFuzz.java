package io.kubemeter.kubelet.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.kubemeter.model.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.BeforeAll;

/**
 * Whatever certificates a peer shows: the check never throws, lets nobody in whose certificate does
 * not name the Node by another library's reading, and tells of it in one short line.
 *
 * <p>An input is a chain in DER, one certificate behind the other; many of the recorded ones are
 * issued by the authority that is trusted here. They are replayed in every build. To fuzz: {@code
 * JAZZER_FUZZ=1 mvn test -pl kubelet-client -am -Dtest=PeerCheckFuzz
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class PeerCheckFuzz {
    private static final Instant NOW = Instant.parse("2026-11-21T05:00:00Z");
    private static final String NODE = "node1";
    private static final String ADDRESS = "10.200.0.10";
    private static final Peer PEER = new Peer(NODE, "uid", List.of(ADDRESS), List.of(ADDRESS), 1);
    private static final PeerPolicy BY_NODE = new PeerPolicy(true, true, false);
    private static final PeerPolicy BY_ADDRESS = new PeerPolicy(false, true, false);
    private static final PeerPolicy NONE = new PeerPolicy(true, false, false);
    private static final int LONGEST_DETAIL = 300;

    private static ChainCheck chains = new ChainCheck(List.of());
    private static byte[] authority = {};

    @BeforeAll
    static void trust() throws IOException, CertificateException {
        try (InputStream in = PeerCheckFuzz.class.getResourceAsStream("fuzz-authority.der")) {
            authority = Objects.requireNonNull(in).readAllBytes();
        }
        chains = new ChainCheck(chain(authority));
    }

    @FuzzTest(maxDuration = "5m")
    void onlyTheNodeItselfIsLetIn(byte[] input) throws IOException {
        X509Certificate[] chain;
        try {
            chain = chain(input).toArray(X509Certificate[]::new);
        } catch (CertificateException e) {
            return;
        }
        Names names = chain.length == 0 ? Names.NONE : Names.of(chain[0]);
        if (check(BY_NODE, chain)) {
            assertThat(names.isNode() || (names.names() && !names.claimsNode())).isTrue();
        }
        if (check(BY_ADDRESS, chain)) {
            assertThat(names.addresses()).anyMatch(Names::isOurs);
        }
        assertThat(check(NONE, chain)).isTrue();
    }

    private static boolean check(PeerPolicy policy, X509Certificate[] chain) {
        PeerCheck check = new PeerCheck(PEER, ADDRESS, policy, chains, null);
        boolean accepted = check.accepts(chain, NOW);
        Verdict verdict = Objects.requireNonNull(check.verdict());
        Reason reason = verdict.reason();
        assertThat(accepted).isEqualTo(reason == null || !policy.enforced());
        assertThat(verdict.detail().length()).isLessThan(LONGEST_DETAIL);
        assertThat(verdict.detail().chars()).allMatch(c -> c >= ' ' && c < 0x7f);
        return accepted;
    }

    private static List<X509Certificate> chain(byte[] der) throws CertificateException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(der))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    /**
     * The names of a certificate as BouncyCastle reads them.
     *
     * @param dnsNames alternative names, as they are written
     */
    private record Names(
            List<String> commonNames,
            List<String> organisations,
            List<String> dnsNames,
            List<byte[]> addresses) {
        private static final GeneralName[] NOBODY = {};
        private static final Names NONE = new Names(List.of(), List.of(), List.of(), List.of());

        static Names of(X509Certificate certificate) throws IOException {
            X509CertificateHolder holder;
            try {
                holder = new X509CertificateHolder(certificate.getEncoded());
            } catch (CertificateException e) {
                return NONE;
            }
            List<String> dnsNames = new ArrayList<>();
            List<byte[]> addresses = new ArrayList<>();
            for (GeneralName name : alternatives(holder)) {
                if (name.getTagNo() == GeneralName.dNSName) {
                    dnsNames.add(name.getName().toString());
                } else if (name.getTagNo() == GeneralName.iPAddress) {
                    addresses.add(ASN1OctetString.getInstance(name.getName()).getOctets());
                }
            }
            X500Name subject = holder.getSubject();
            return new Names(
                    texts(subject.getRDNs(BCStyle.CN), BCStyle.CN.getId()),
                    texts(subject.getRDNs(BCStyle.O), BCStyle.O.getId()),
                    dnsNames,
                    addresses);
        }

        private static GeneralName[] alternatives(X509CertificateHolder holder) {
            Extension extension = holder.getExtension(Extension.subjectAlternativeName);
            if (extension == null) {
                return NOBODY;
            }
            try {
                return GeneralNames.getInstance(extension.getParsedValue()).getNames();
            } catch (IllegalArgumentException e) {
                return NOBODY;
            }
        }

        private static List<String> texts(RDN[] rdns, String type) {
            List<String> texts = new ArrayList<>();
            for (RDN rdn : rdns) {
                for (AttributeTypeAndValue each : rdn.getTypesAndValues()) {
                    if (each.getType().getId().equals(type)) {
                        boolean text = each.getValue() instanceof ASN1String;
                        texts.add(text ? ((ASN1String) each.getValue()).getString() : "");
                    }
                }
            }
            return texts;
        }

        boolean isNode() {
            return commonNames.equals(List.of("system:node:" + NODE))
                    && organisations.contains("system:nodes");
        }

        boolean claimsNode() {
            return commonNames.size() == 1
                    && commonNames.getFirst().startsWith("system:node:")
                    && organisations.contains("system:nodes");
        }

        boolean names() {
            return dnsNames.stream().anyMatch(it -> it.toLowerCase(Locale.ROOT).equals(NODE))
                    || addresses.stream().anyMatch(Names::isOurs);
        }

        /** An IPv4 address written as one of IPv6 is the same, as it is for Go. */
        static boolean isOurs(byte[] address) {
            try {
                return InetAddress.getByAddress(address).getHostAddress().equals(ADDRESS);
            } catch (UnknownHostException e) {
                return false;
            }
        }
    }
}
