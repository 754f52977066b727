package io.kubemeter.apiserver.auth;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Proves client certificates against a fixed set of authorities. A chain is proven once and
 * remembered, because an aggregator sends the same one with every request; only the dates are
 * looked at each time.
 *
 * <p><b>Owner:</b> nobody: any thread asks.
 */
final class CertificateProof {
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_USAGE = "2.5.29.37.0";
    private static final int MAX_REMEMBERED = 256;
    private static final int MAX_CHAIN = 10;

    /** How long a proof is remembered: the dates of the authorities in between may run out. */
    private static final Duration MEMORY = Duration.ofMinutes(5);

    private final Set<TrustAnchor> anchors = new HashSet<>();
    private final InstantSource clock;
    private final BoundedCache<List<X509Certificate>, Outcome> remembered =
            new BoundedCache<>(MAX_REMEMBERED);

    CertificateProof(List<X509Certificate> authorities, InstantSource clock) {
        authorities.forEach(authority -> anchors.add(new TrustAnchor(authority, null)));
        this.clock = clock;
    }

    /** Why the chain, leaf first, proves nothing; {@code null} if it does. */
    @Nullable String failure(List<X509Certificate> chain) {
        Instant now = clock.instant();
        Outcome known = remembered.find(chain);
        if (known == null || known.proven.plus(MEMORY).isBefore(now)) {
            known = new Outcome(prove(chain), now);
            remembered.put(List.copyOf(chain), known);
        }
        return known.failure != null ? known.failure : expired(chain);
    }

    private @Nullable String expired(List<X509Certificate> chain) {
        try {
            chain.getFirst().checkValidity(Date.from(clock.instant()));
            return null;
        } catch (CertificateException e) {
            return "not valid now: " + e.getMessage();
        }
    }

    private @Nullable String prove(List<X509Certificate> chain) {
        if (anchors.isEmpty()) {
            return "no authority is known";
        }
        if (chain.size() > MAX_CHAIN) {
            return "a chain of " + chain.size() + " certificates";
        }
        try {
            X509Certificate leaf = chain.getFirst();
            X509CertSelector wanted = new X509CertSelector();
            wanted.setCertificate(leaf);
            PKIXBuilderParameters rules = new PKIXBuilderParameters(anchors, wanted);
            rules.setRevocationEnabled(false);
            // The leaf's own dates are looked at on every use.
            rules.setDate(Date.from(within(leaf)));
            rules.addCertStore(
                    CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
            CertPathBuilder.getInstance("PKIX").build(rules);
            return isForClients(leaf) ? null : "not meant for clients";
        } catch (GeneralSecurityException e) {
            return "unknown authority " + chain.getFirst().getIssuerX500Principal();
        }
    }

    private Instant within(X509Certificate leaf) {
        Instant now = clock.instant();
        Instant from = leaf.getNotBefore().toInstant();
        Instant until = leaf.getNotAfter().toInstant();
        if (now.isBefore(from)) {
            return from;
        }
        return now.isAfter(until) ? until : now;
    }

    private static boolean isForClients(X509Certificate leaf) throws CertificateException {
        List<String> usages = leaf.getExtendedKeyUsage();
        return usages == null || usages.contains(CLIENT_AUTH) || usages.contains(ANY_USAGE);
    }

    /**
     * What came of a proof.
     *
     * @param failure why it failed, or {@code null}
     * @param proven when
     */
    private record Outcome(@Nullable String failure, Instant proven) {}
}
