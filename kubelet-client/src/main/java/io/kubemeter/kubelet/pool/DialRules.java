package io.kubemeter.kubelet.pool;

import java.net.InetAddress;
import java.util.Set;

/**
 * Which addresses may be dialled: a node chooses its own addresses, so they are untrusted input.
 *
 * @param allowLocal loopback and link-local addresses may be dialled too
 * @param refused addresses that are never dialled, such as the API server's own
 */
public record DialRules(boolean allowLocal, Set<InetAddress> refused) {
    public DialRules {
        refused = Set.copyOf(refused);
    }

    /** Whether a connection to this address may be tried. */
    public boolean permits(InetAddress address) {
        boolean nobody = address.isAnyLocalAddress() || address.isMulticastAddress();
        boolean local = address.isLoopbackAddress() || address.isLinkLocalAddress();
        boolean broadcast = isBroadcast(address);
        return !nobody && !broadcast && (allowLocal || !local) && !refused.contains(address);
    }

    private static boolean isBroadcast(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 && (bytes[0] & bytes[1] & bytes[2] & bytes[3]) == -1;
    }
}
