package io.kubemeter.kubelet.pool;

import io.kubemeter.model.Reason;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorResult;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXCertPathValidatorResult;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Whether a chain leads from a server's certificate to one of our roots. Immutable; the path is
 * validated by the JDK, the cause of a refusal is read from the certificates.
 */
final class ChainCheck {
    private static final int MAX_PATH = 8;
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String ANY_USAGE = "2.5.29.37.0";

    /** The throw-away CA that a kubelet makes for its self-signed certificate. */
    private static final Pattern KUBELET_OWN_CA = Pattern.compile(".+-ca@[0-9]+");

    private final Set<TrustAnchor> anchors;
    private final Set<X509Certificate> roots;
    private final Set<X500Principal> rootNames;

    ChainCheck(List<X509Certificate> roots) {
        this.roots = Set.copyOf(roots);
        this.anchors =
                this.roots.stream()
                        .map(root -> new TrustAnchor(root, null))
                        .collect(Collectors.toUnmodifiableSet());
        this.rootNames =
                this.roots.stream()
                        .map(X509Certificate::getSubjectX500Principal)
                        .collect(Collectors.toUnmodifiableSet());
    }

    Verdict judge(X509Certificate[] chain, Instant now) {
        X509Certificate leaf = chain[0];
        Verdict trust = roots.contains(leaf) ? validity(leaf, now) : path(chain, now);
        if (trust.reason() != null) {
            return trust;
        }
        return mayServe(leaf)
                ? trust
                : Verdict.refused(Reason.NOT_SERVER_AUTH, "subject=" + name(leaf));
    }

    private Verdict path(X509Certificate[] chain, Instant now) {
        List<X509Certificate> path = pathToRoot(chain);
        if (path == null) {
            return untrusted(chain[0]);
        }
        return switch (validate(path, now)) {
            case GoodPath(X509Certificate root) -> Verdict.proven(root);
            case BrokenPath(boolean dated) when dated && !isForged(path, now) -> outdated(chain[0]);
            case BrokenPath broken -> untrusted(chain[0]);
        };
    }

    /** A wrong signature outweighs a wrong date: looks again at a time when the leaf was valid. */
    private boolean isForged(List<X509Certificate> path, Instant now) {
        return validate(path, within(path.getFirst(), now)) instanceof BrokenPath(boolean dated)
                && !dated;
    }

    /**
     * The certificates from the leaf to the one below a root of ours, or null if none leads there.
     */
    private @Nullable List<X509Certificate> pathToRoot(X509Certificate[] chain) {
        List<X509Certificate> path = new ArrayList<>();
        X509Certificate next = chain[0];
        while (next != null && path.size() < MAX_PATH) {
            path.add(next);
            if (rootNames.contains(next.getIssuerX500Principal())) {
                return path;
            }
            next = issuerIn(chain, next, path);
        }
        return null;
    }

    private static @Nullable X509Certificate issuerIn(
            X509Certificate[] chain, X509Certificate of, List<X509Certificate> used) {
        for (X509Certificate candidate : chain) {
            boolean issuer =
                    candidate.getSubjectX500Principal().equals(of.getIssuerX500Principal());
            if (issuer && !used.contains(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    private Path validate(List<X509Certificate> path, Instant at) {
        try {
            PKIXParameters parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(at));
            CertPathValidatorResult result =
                    CertPathValidator.getInstance("PKIX")
                            .validate(
                                    CertificateFactory.getInstance("X.509").generateCertPath(path),
                                    parameters);
            return new GoodPath(
                    ((PKIXCertPathValidatorResult) result).getTrustAnchor().getTrustedCert());
        } catch (CertPathValidatorException e) {
            boolean dated =
                    e.getReason() == BasicReason.EXPIRED
                            || e.getReason() == BasicReason.NOT_YET_VALID;
            return new BrokenPath(dated);
        } catch (GeneralSecurityException e) {
            return new BrokenPath(false);
        }
    }

    private static Instant within(X509Certificate leaf, Instant now) {
        Instant from = leaf.getNotBefore().toInstant();
        Instant to = leaf.getNotAfter().toInstant();
        return now.isBefore(from) ? from : now.isAfter(to) ? to : now;
    }

    private static Verdict validity(X509Certificate leaf, Instant now) {
        return within(leaf, now).equals(now) ? Verdict.proven(leaf) : outdated(leaf);
    }

    private static Verdict outdated(X509Certificate leaf) {
        return Verdict.refused(
                Reason.CERTIFICATE_EXPIRED,
                "subject="
                        + name(leaf)
                        + " notBefore="
                        + leaf.getNotBefore().toInstant()
                        + " notAfter="
                        + leaf.getNotAfter().toInstant());
    }

    private static Verdict untrusted(X509Certificate leaf) {
        X500Principal issuer = leaf.getIssuerX500Principal();
        boolean ownCa =
                SubjectNames.attribute(issuer, "CN").stream()
                        .anyMatch(cn -> KUBELET_OWN_CA.matcher(cn).matches());
        boolean selfSigned = ownCa || issuer.equals(leaf.getSubjectX500Principal());
        return Verdict.refused(
                selfSigned ? Reason.SELF_SIGNED : Reason.ISSUER_UNTRUSTED,
                "subject=" + name(leaf) + " issuer=" + issuer.getName(X500Principal.RFC2253));
    }

    /** RFC 5280: a certificate that lists no extended usage may be used for any. */
    private static boolean mayServe(X509Certificate leaf) {
        try {
            List<String> usages = leaf.getExtendedKeyUsage();
            return usages == null || usages.contains(SERVER_AUTH) || usages.contains(ANY_USAGE);
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    private static String name(X509Certificate leaf) {
        return leaf.getSubjectX500Principal().getName(X500Principal.RFC2253);
    }

    /** What validation made of a path. */
    private sealed interface Path {}

    /**
     * It is good.
     *
     * @param root where it ends
     */
    private record GoodPath(X509Certificate root) implements Path {}

    /**
     * It is not.
     *
     * @param dated only a date was wrong
     */
    private record BrokenPath(boolean dated) implements Path {}
}
