package io.kubemeter.kubelet.pool;

import org.jspecify.annotations.Nullable;

/**
 * What a connection's peer was judged by.
 *
 * @param material the roots and the client certificate of the handshake
 * @param verdict the finding; anything but proven only where nothing is enforced or a pin held
 * @param shownKey the digest of the key to remember, where only the key speaks for the peer
 */
record Proof(TlsMaterial material, Verdict verdict, @Nullable String shownKey) {}
