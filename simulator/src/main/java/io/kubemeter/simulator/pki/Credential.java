package io.kubemeter.simulator.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** A private key and the certificates that speak for it, the leaf first. */
public record Credential(PrivateKey key, List<X509Certificate> chain) {
    public Credential {
        chain = List.copyOf(chain);
    }

    public X509Certificate leaf() {
        return chain.getFirst();
    }

    public String certificatePem() {
        StringBuilder pem = new StringBuilder();
        for (X509Certificate certificate : chain) {
            pem.append(Pem.of(certificate));
        }
        return pem.toString();
    }

    public String keyPem() {
        return Pem.of(key);
    }
}
