package io.kubemeter.apiserver.http;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose handshakes are completed. Any thread may ask; it never blocks. */
public interface ClientRule {
    /** Everybody's, with whatever certificate or none; the chain is judged per request. */
    ClientRule ANYBODY = _ -> null;

    /**
     * Why this chain, leaf first, is turned away before a byte of HTTP, or null where it is not.
     */
    @Nullable String refusal(List<X509Certificate> chain);
}
