package io.kubemeter.kubelet.pool;

/** How dialling ended: exactly one of the two, on the event loop. */
interface DialEvents {
    /** The peer is there and has proven what it must. */
    void connected(Connection connection);

    /** No address led to a peer that may be talked to. */
    void undialled(Failure failure);
}
