package io.kubemeter.simulator.http;

import java.net.InetSocketAddress;

/**
 * Where a client connects to and whom it expects there.
 *
 * @param serverName the name in SNI, and the one that the certificate must carry
 */
public record Backend(InetSocketAddress address, String serverName, ClientTls tls) {}
