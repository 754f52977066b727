package io.kubemeter.apiserver.auth;

import io.kubemeter.simulator.pki.Credential;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A request as a test writes it: a certificate, and header lines. */
record Request(List<X509Certificate> certificates, List<String> lines) implements PeerCredentials {
    static Request with(Credential certificate, String... lines) {
        return new Request(certificate.chain(), List.of(lines));
    }

    static Request without(String... lines) {
        return new Request(List.of(), List.of(lines));
    }

    @Override
    public Collection<String> headerNames() {
        return lines.stream().map(line -> line.substring(0, line.indexOf(':'))).toList();
    }

    @Override
    public List<String> headers(String name) {
        List<String> values = new ArrayList<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (line.substring(0, colon).equalsIgnoreCase(name)) {
                values.add(line.substring(colon + 1).strip());
            }
        }
        return values;
    }
}
