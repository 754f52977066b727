package io.kubemeter.apiserver.http;

import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/** An engine for pipelines that are tested behind TLS. */
final class NoTls {
    private NoTls() {}

    static SSLEngine engine() {
        try {
            return SSLContext.getDefault().createSSLEngine();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
