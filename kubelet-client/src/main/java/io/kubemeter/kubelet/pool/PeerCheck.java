package io.kubemeter.kubelet.pool;

import io.kubemeter.model.Reason;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The proof of one peer on one connection: judges its chain and remembers the finding.
 *
 * <p>Owner: the event loop that dials. Made for one handshake.
 */
final class PeerCheck {
    private static final int SHOWN_DIGITS = 16;

    private final Peer peer;
    private final String dialled;
    private final PeerPolicy policy;
    private final ChainCheck chains;
    private final @Nullable String pin;
    private @Nullable Verdict verdict;
    private @Nullable String shownKey;

    /**
     * @param dialled the address or DNS name that was dialled
     * @param pin the digest of the key that this Node showed first, if any
     */
    PeerCheck(
            Peer peer, String dialled, PeerPolicy policy, ChainCheck chains, @Nullable String pin) {
        this.peer = peer;
        this.dialled = dialled;
        this.policy = policy;
        this.chains = chains;
        this.pin = pin;
    }

    /** Judges a chain; true if the handshake may go on. */
    boolean accepts(X509Certificate[] chain, Instant now) {
        Verdict found = chain.length == 0 ? noCertificate() : judge(chain, now);
        verdict = found;
        return !policy.enforced()
                || found.reason() == null
                || (policy.pinned() && pinned(chain[0]));
    }

    /** The finding, or null if the peer showed no certificate. */
    @Nullable Verdict verdict() {
        return verdict;
    }

    /** The digest of the key to remember for this Node, or null if none was relied on. */
    @Nullable String shownKey() {
        return shownKey;
    }

    private Verdict judge(X509Certificate[] chain, Instant now) {
        Verdict trust = chains.judge(chain, now);
        return trust.reason() != null ? trust : identity(SubjectNames.of(chain[0]), trust);
    }

    private Verdict identity(SubjectNames names, Verdict trust) {
        if (!policy.byNode()) {
            return names.coversHost(dialled) ? trust : wrongName(names);
        }
        if (names.isNode(peer.node())) {
            return trust;
        }
        // An address may have moved to us from the node that the certificate names.
        boolean named = names.names(peer.node()) || peer.names().stream().anyMatch(names::names);
        return named && !names.claimsNode() ? trust : wrongName(names);
    }

    private Verdict wrongName(SubjectNames names) {
        boolean other = names.claimsNode() && !names.isNode(peer.node());
        return Verdict.refused(
                other ? Reason.OTHER_NODE : Reason.NAME_MISMATCH,
                "names=" + names.describe() + " dialled=" + dialled);
    }

    private boolean pinned(X509Certificate leaf) {
        String key = digest(leaf.getPublicKey().getEncoded());
        if (pin == null || pin.equals(key)) {
            shownKey = key;
            return true;
        }
        Reason reason = verdict == null ? null : verdict.reason();
        verdict =
                Verdict.refused(
                        reason == null ? Reason.ISSUER_UNTRUSTED : reason,
                        "the key is not the one that this Node showed first: first="
                                + pin.substring(0, SHOWN_DIGITS)
                                + " now="
                                + key.substring(0, SHOWN_DIGITS));
        return false;
    }

    private static Verdict noCertificate() {
        return Verdict.refused(Reason.TLS_FAILED, "the peer showed no certificate");
    }

    private static String digest(byte[] key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: absent (expected: in every JDK)", e);
        }
    }
}
