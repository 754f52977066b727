package io.kubemeter.apiserver.auth;

import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

/** What a caller shows: the certificates of its connection, and the headers of its request. */
public interface PeerCredentials {
    /** The chain of the TLS peer, leaf first; empty where it showed none. Nothing is proven yet. */
    List<X509Certificate> certificates();

    /** The names of all headers, in any case, each at least once. */
    Collection<String> headerNames();

    /** All values of a header, in order; names are compared without regard to case. */
    List<String> headers(String name);
}
