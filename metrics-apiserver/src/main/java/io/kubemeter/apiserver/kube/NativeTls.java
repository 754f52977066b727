package io.kubemeter.apiserver.kube;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.KeyManagementException;
import java.security.Provider;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * BoringSSL in the form that the JDK's HTTP client takes. The JDK's own TLS is slow until it has
 * been compiled, and stays so where the second compiler is off: the first list of 30,000 pods would
 * cost seconds of CPU for decryption alone.
 */
final class NativeTls extends SSLContext {
    private NativeTls(SslContext context) {
        super(new Engines(context), new Named(), "TLS");
    }

    static boolean available() {
        return OpenSsl.isAvailable();
    }

    static SSLContext of(@Nullable KeyManager keys, @Nullable TrustManager trust)
            throws SSLException {
        SslContextBuilder builder =
                SslContextBuilder.forClient()
                        .sslProvider(SslProvider.OPENSSL)
                        // The JDK's client does not come back to an engine whose task is done.
                        .option(OpenSslContextOption.USE_TASKS, false)
                        .protocols("TLSv1.3", "TLSv1.2");
        if (keys != null) {
            builder.keyManager(keys);
        }
        if (trust != null) {
            builder.trustManager(trust);
        }
        SslContext context = builder.build();
        if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
            // A session that is resumed is not proven anew, so it would outlive its authority.
            sessions.setSessionCacheEnabled(false);
        }
        return new NativeTls(context);
    }

    /** Makes engines; there are no sockets. */
    private static final class Engines extends SSLContextSpi {
        private final SslContext context;

        Engines(SslContext context) {
            this.context = context;
        }

        @Override
        protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("made ready for use");
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return new NativeEngine(context.newEngine(ByteBufAllocator.DEFAULT));
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return new NativeEngine(context.newEngine(ByteBufAllocator.DEFAULT, host, port));
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return engineCreateSSLEngine().getSSLParameters();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return engineCreateSSLEngine().getSSLParameters();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return context.sessionContext();
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return context.sessionContext();
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            throw new UnsupportedOperationException("engines only");
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            throw new UnsupportedOperationException("engines only");
        }
    }

    /** The name that the JDK asks a context's maker for. */
    private static final class Named extends Provider {
        private static final long serialVersionUID = 1;

        Named() {
            super("Kubemeter-BoringSSL", "1", "BoringSSL by Netty");
        }
    }
}
