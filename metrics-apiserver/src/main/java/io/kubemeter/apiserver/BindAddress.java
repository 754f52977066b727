package io.kubemeter.apiserver;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Reads where a port of our own listens: {@code 127.0.0.1:8081}, {@code [::1]:8081}, {@code :8081}.
 */
final class BindAddress {
    /** What stands for no port at all. */
    static final String NONE = "0";

    /** What a text must look like. */
    static final String FORM = "<IP>:<port>, :<port> for every address, or 0 for none";

    private static final int MOST_PORT = 65_535;

    private BindAddress() {}

    /** The address, or empty where the text is none. */
    static Optional<InetSocketAddress> parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String host = text.substring(0, colon);
        String port = text.substring(colon + 1);
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > MOST_PORT) {
            return Optional.empty();
        }
        if (host.isEmpty()) {
            return Optional.of(new InetSocketAddress(Integer.parseInt(port)));
        }
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (!bracketed && host.indexOf(':') >= 0) {
            return Optional.empty();
        }
        return address(bracketed ? host.substring(1, host.length() - 1) : host)
                .map(address -> new InetSocketAddress(address, Integer.parseInt(port)));
    }

    /** Whether only one of the two could be bound. */
    static boolean clash(InetSocketAddress one, InetSocketAddress other) {
        return one.getPort() != 0
                && one.getPort() == other.getPort()
                && (one.getAddress().isAnyLocalAddress()
                        || other.getAddress().isAnyLocalAddress()
                        || one.getAddress().equals(other.getAddress()));
    }

    private static Optional<InetAddress> address(String literal) {
        try {
            return Optional.of(InetAddress.ofLiteral(literal));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
