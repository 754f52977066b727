package io.kubemeter.apiserver.http;

import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One request and the chance to answer it. Immutable but for the answer; any thread may read it.
 */
public interface HttpExchange {
    /** The method as it came, in its own case. */
    String method();

    /** The path, still percent-encoded; it begins with a slash. */
    String rawPath();

    /** What follows the question mark, still percent-encoded, or {@code null} without one. */
    @Nullable String rawQuery();

    /** The first value of a header, or {@code null}; names are compared without regard to case. */
    @Nullable String header(String name);

    /** All values of a header, in order. */
    List<String> headers(String name);

    /** The names of all headers, in any case, each at least once. */
    Collection<String> headerNames();

    /** The chain that the TLS peer showed, leaf first; empty without one. Nothing is proven. */
    List<X509Certificate> peerCertificates();

    /** Whether it came by HTTP/2. */
    boolean http2();

    /**
     * Says that the caller has proven who he is: the connection may be an aggregator's, on which
     * many ask, and one of them who gives up again and again must not end it for the others.
     */
    void callerIsKnown();

    SocketAddress remoteAddress();

    /** Runs tasks on the event loop of the connection. */
    Executor executor();

    /**
     * Runs tasks that take long on the event loop of the connection, one after the other: between
     * them other requests are read.
     */
    Executor turns();

    /**
     * Gives the one answer, from any thread. If the client has gone, the answer is closed unsent.
     *
     * @throws IllegalStateException if an answer was given before
     */
    void respond(Response response);
}
