package io.kubemeter.kubelet;

import io.kubemeter.kubelet.pool.PeerPolicy;

/** How a kubelet proves who it is: the values of {@code --kubelet-verification}. */
public enum KubeletVerification {
    /**
     * A trusted chain, and either the Node's own name ({@code system:node:<name>} of {@code
     * system:nodes}) or a subject alternative name equal to the Node's name or one of its
     * addresses.
     */
    NODE,
    /** A trusted chain, and a subject alternative name equal to the dialled address. */
    ADDRESS,
    /** As {@link #NODE}, or else the key that the same Node showed first. */
    PIN,
    /** Everything is checked as in {@link #NODE} and reported, nothing is refused. */
    NONE;

    PeerPolicy policy() {
        return switch (this) {
            case NODE -> new PeerPolicy(true, true, false);
            case ADDRESS -> new PeerPolicy(false, true, false);
            case PIN -> new PeerPolicy(true, true, true);
            case NONE -> new PeerPolicy(true, false, false);
        };
    }
}
