package io.kubemeter.apiserver.auth;

import io.kubemeter.apiserver.kube.ApiProblem;
import io.kubemeter.model.Reason;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One reading of whom to believe, with what was proven by it.
 *
 * <p><b>Owner:</b> nobody: any thread asks.
 */
final class CallerProofs {
    private final CallerTrust trust;
    private final boolean overlap;
    private final CertificateProof frontProxy;
    private final CertificateProof clients;

    private CallerProofs(CallerTrust trust, InstantSource clock) {
        this.trust = trust;
        this.overlap = trust.overlaps();
        FrontProxyRules rules = trust.frontProxy();
        this.frontProxy =
                new CertificateProof(rules == null ? List.of() : rules.authorities(), clock);
        this.clients = new CertificateProof(trust.clientAuthorities(), clock);
    }

    /** The aggregator's rules, or null where no aggregator is known. */
    @Nullable FrontProxyRules rules() {
        return trust.frontProxy();
    }

    /** Whether users may show certificates at all. */
    boolean knowsClients() {
        return !trust.clientAuthorities().isEmpty();
    }

    /** Why no certificate whatever can be an aggregator's, or null where one can. */
    @Nullable ApiProblem frontProxyUnknown() {
        if (trust.frontProxy() == null) {
            return new ApiProblem(Reason.FRONT_PROXY_UNKNOWN, "no authority of it is known yet");
        }
        return overlap
                ? new ApiProblem(Reason.CA_OVERLAP, "give --requestheader-allowed-names")
                : null;
    }

    /** Why this chain, leaf first, is not an aggregator's, or null where it is. */
    @Nullable ApiProblem frontProxyProblem(FrontProxyRules rules, List<X509Certificate> chain) {
        if (overlap) {
            return frontProxyUnknown();
        }
        X509Certificate leaf = chain.getFirst();
        String failure = frontProxy.failure(chain);
        if (failure != null) {
            String who = leaf.getSubjectX500Principal().toString();
            return new ApiProblem(
                    Reason.FRONT_PROXY_UNKNOWN, "certificate " + who + ": " + failure);
        }
        if (rules.allowedNames().isEmpty()) {
            return null;
        }
        String name = DistinguishedName.of(leaf.getSubjectX500Principal()).commonName();
        return rules.allowedNames().contains(name)
                ? null
                : new ApiProblem(
                        Reason.FRONT_PROXY_NAME, "CN " + name + " of " + rules.allowedNames());
    }

    /** Why this chain, leaf first, is not a user's, or null where it is. */
    @Nullable String clientProblem(List<X509Certificate> chain) {
        String failure = clients.failure(chain);
        return failure == null ? null : "client certificate: " + failure;
    }

    /**
     * The proofs by the newest reading.
     *
     * <p><b>Owner:</b> nobody: any thread asks.
     */
    static final class Newest implements Supplier<CallerProofs> {
        private final Supplier<CallerTrust> trust;
        private final InstantSource clock;
        private volatile CallerProofs known;

        Newest(Supplier<CallerTrust> trust, InstantSource clock) {
            this.trust = trust;
            this.clock = clock;
            this.known = new CallerProofs(trust.get(), clock);
        }

        @Override
        public CallerProofs get() {
            CallerTrust now = trust.get();
            CallerProofs last = known;
            if (!last.trust.equals(now)) {
                last = new CallerProofs(now, clock);
                known = last;
            }
            return last;
        }
    }
}
