package io.kubemeter.kubelet.pool;

/**
 * What a peer must prove.
 *
 * @param byNode names of the Node count, not only the dialled address
 * @param enforced a peer that fails is refused; otherwise the failure is only remembered
 * @param pinned a peer that fails may still show the key that its Node showed first
 */
public record PeerPolicy(boolean byNode, boolean enforced, boolean pinned) {}
