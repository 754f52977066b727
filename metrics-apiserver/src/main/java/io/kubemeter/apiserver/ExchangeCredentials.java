package io.kubemeter.apiserver;

import io.kubemeter.apiserver.api.ClientText;
import io.kubemeter.apiserver.auth.PeerCredentials;
import io.kubemeter.apiserver.http.HttpExchange;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

/**
 * Shows a request's credentials to those who judge them.
 *
 * @param exchange the request
 */
record ExchangeCredentials(HttpExchange exchange) implements PeerCredentials {
    @Override
    public List<X509Certificate> certificates() {
        return exchange.peerCertificates();
    }

    @Override
    public Collection<String> headerNames() {
        return exchange.headerNames();
    }

    @Override
    public List<String> headers(String name) {
        return exchange.headers(name).stream().map(ClientText::of).toList();
    }
}
