package io.kubemeter.simulator.kube;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kubemeter.simulator.http.Exchange;
import io.kubemeter.simulator.pki.Account;
import io.kubemeter.simulator.pki.ClusterPki;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.jspecify.annotations.Nullable;

/** Finds out who sends a request: by client certificate, by bearer token, or nobody. */
final class Authentication {
    private static final String BEARER = "Bearer ";

    private static final int MOST_REMEMBERED = 1_000;

    private final ClusterPki pki;
    private final Map<X509Certificate, Caller> certified = new ConcurrentHashMap<>();

    Authentication(ClusterPki pki) {
        this.pki = pki;
    }

    /** The caller, the anonymous one where nothing is shown, {@code null} where it is no good. */
    @Nullable Caller caller(Exchange exchange) {
        String authorization = exchange.headers().get(HttpHeaderNames.AUTHORIZATION);
        if (authorization != null && authorization.startsWith(BEARER)) {
            return bearer(authorization.substring(BEARER.length()).strip());
        }
        List<X509Certificate> chain = exchange.peer().certificates();
        if (chain.isEmpty()) {
            return Caller.ANONYMOUS;
        }
        Caller known = certified.get(chain.getFirst());
        return known == null ? certified(chain.getFirst()) : known;
    }

    /** Whose token it is, or {@code null}. */
    @Nullable Caller bearer(String token) {
        Account account = pki.tokens().account(token);
        return account == null
                ? null
                : new Caller(account, "JTI=" + UUID.nameUUIDFromBytes(token.getBytes(UTF_8)));
    }

    private @Nullable Caller certified(X509Certificate certificate) {
        try {
            certificate.verify(pki.cluster().certificate().getPublicKey());
            Caller caller =
                    new Caller(
                            account(certificate), "X509SHA256=" + sha256(certificate.getEncoded()));
            if (certified.size() < MOST_REMEMBERED) {
                certified.put(certificate, caller);
            }
            return caller;
        } catch (GeneralSecurityException _) {
            return null;
        }
    }

    private static Account account(X509Certificate certificate) {
        X500Name subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        List<String> organizations = values(subject, BCStyle.O);
        List<String> names = values(subject, BCStyle.CN);
        return Account.certified(names.isEmpty() ? "" : names.getFirst(), organizations);
    }

    private static List<String> values(X500Name subject, ASN1ObjectIdentifier type) {
        List<String> values = new ArrayList<>();
        for (RDN part : subject.getRDNs(type)) {
            values.add(IETFUtils.valueToString(part.getFirst().getValue()));
        }
        return values;
    }

    private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
