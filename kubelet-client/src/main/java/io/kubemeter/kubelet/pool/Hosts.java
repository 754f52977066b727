package io.kubemeter.kubelet.pool;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads and writes the hosts that a Node reports, which are untrusted text. */
final class Hosts {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]{0,251})");

    private Hosts() {}

    /** The address that a literal stands for, or null if it is none. */
    static @Nullable InetAddress literal(String host) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        if (bytes == null) {
            return null;
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** Whether this can be a DNS name, and can break out of no header line. */
    static boolean isName(String host) {
        return NAME.matcher(host).matches();
    }

    /** A host and port as in a URL. */
    static String withPort(String host, int port) {
        boolean bare6 = host.indexOf(':') >= 0 && !host.startsWith("[");
        return (bare6 ? "[" + host + "]" : host) + ":" + port;
    }
}
