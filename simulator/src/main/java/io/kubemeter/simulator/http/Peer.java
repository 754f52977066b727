package io.kubemeter.simulator.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;

/** The other end of a connection: its address and the certificates that it showed. */
public record Peer(InetSocketAddress address, List<X509Certificate> certificates) {
    private static final AttributeKey<Peer> KEY = AttributeKey.valueOf(Peer.class, "peer");

    /** Of a connection or of a stream on it. Read once per connection: a handshake is for good. */
    static Peer of(Channel channel) {
        Channel connection = channel instanceof Http2StreamChannel ? channel.parent() : channel;
        Peer known = connection.attr(KEY).get();
        if (known != null) {
            return known;
        }
        Peer peer =
                new Peer((InetSocketAddress) connection.remoteAddress(), certificates(connection));
        connection.attr(KEY).set(peer);
        return peer;
    }

    private static List<X509Certificate> certificates(Channel connection) {
        SslHandler tls = connection.pipeline().get(SslHandler.class);
        if (tls == null) {
            return List.of();
        }
        try {
            List<X509Certificate> shown = new ArrayList<>();
            for (Certificate one : tls.engine().getSession().getPeerCertificates()) {
                if (one instanceof X509Certificate certificate) {
                    shown.add(certificate);
                }
            }
            return List.copyOf(shown);
        } catch (SSLPeerUnverifiedException _) {
            return List.of();
        }
    }
}
