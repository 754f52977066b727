package io.kubemeter.simulator.pki;

import java.time.Instant;
import java.util.List;

/** What a certificate is to say. */
public record CertificateOrder(
        String commonName,
        List<String> organizations,
        List<String> dnsNames,
        List<String> addresses,
        Purpose purpose,
        Validity validity) {
    /** What the key may be used for. */
    public enum Purpose {
        SERVER,
        CLIENT,
        SERVER_AND_CLIENT
    }

    /** From when until when. */
    public record Validity(Instant from, Instant until) {}

    public CertificateOrder {
        organizations = List.copyOf(organizations);
        dnsNames = List.copyOf(dnsNames);
        addresses = List.copyOf(addresses);
    }

    public CertificateOrder purpose(Purpose other) {
        return new CertificateOrder(
                commonName, organizations, dnsNames, addresses, other, validity);
    }

    public CertificateOrder validity(Validity other) {
        return new CertificateOrder(commonName, organizations, dnsNames, addresses, purpose, other);
    }
}
