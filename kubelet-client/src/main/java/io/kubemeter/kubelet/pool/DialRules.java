package io.kubemeter.kubelet.pool;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;

/**
 * Which addresses may be dialled: a node chooses its own addresses, so they are untrusted input.
 *
 * @param allowLocal loopback and link-local addresses may be dialled too
 * @param refused where nobody is ever called, such as the API server's own addresses; port 0 stands
 *     for all ports
 */
public record DialRules(boolean allowLocal, Set<InetSocketAddress> refused) {
    public DialRules {
        refused = Set.copyOf(refused);
    }

    /** Whether a connection to this address and port may be tried. */
    public boolean permits(InetAddress address, int port) {
        boolean nobody = address.isAnyLocalAddress() || address.isMulticastAddress();
        boolean local = address.isLoopbackAddress() || address.isLinkLocalAddress();
        boolean broadcast = isBroadcast(address);
        return !nobody && !broadcast && (allowLocal || !local) && !refuses(address, port);
    }

    private boolean refuses(InetAddress address, int port) {
        return refused.contains(new InetSocketAddress(address, port))
                || refused.contains(new InetSocketAddress(address, 0));
    }

    private static boolean isBroadcast(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 && (bytes[0] & bytes[1] & bytes[2] & bytes[3]) == -1;
    }
}
