package io.kubemeter.apiserver.kube;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Netty's engine as the JDK's HTTP client expects it. To go on with a handshake the client wraps no
 * buffers at all, which is allowed and which Netty's engine refuses: it gets an empty one. And
 * Netty's engine tells that a handshake is complete, or why it failed, only when it is asked once
 * more than the client asks before further bytes come: it is asked here.
 *
 * <p><b>Owner:</b> the HTTP client's connection.
 */
final class NativeEngine extends SSLEngine {
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);
    private static final ByteBuffer[] ONE_EMPTY = {EMPTY};

    private final SSLEngine engine;

    NativeEngine(SSLEngine engine) {
        super(engine.getPeerHost(), engine.getPeerPort());
        this.engine = engine;
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] from, int offset, int length, ByteBuffer into)
            throws SSLException {
        SSLEngineResult written =
                from.length == 0
                        ? engine.wrap(ONE_EMPTY, 0, 1, into)
                        : engine.wrap(from, offset, length, into);
        boolean mayHaveFailed =
                written.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                        && engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP;
        // After the alert comes the failure that it tells of.
        return mayHaveFailed ? joined(written, engine.wrap(ONE_EMPTY, 0, 1, into)) : written;
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer from, ByteBuffer[] into, int offset, int length)
            throws SSLException {
        SSLEngineResult read = engine.unwrap(from, into, offset, length);
        boolean mayBeComplete =
                read.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP
                        && read.getStatus() == SSLEngineResult.Status.OK
                        && !from.hasRemaining();
        if (!mayBeComplete) {
            return read;
        }
        SSLEngineResult again = engine.unwrap(EMPTY, into, offset, length);
        return again.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP
                ? read
                : joined(read, again);
    }

    private static SSLEngineResult joined(SSLEngineResult first, SSLEngineResult then) {
        return new SSLEngineResult(
                first.getStatus(),
                then.getHandshakeStatus(),
                first.bytesConsumed() + then.bytesConsumed(),
                first.bytesProduced() + then.bytesProduced());
    }

    @Override
    public void beginHandshake() throws SSLException {
        engine.beginHandshake();
    }

    @Override
    public void closeInbound() throws SSLException {
        engine.closeInbound();
    }

    @Override
    public void closeOutbound() {
        engine.closeOutbound();
    }

    @Override
    public @Nullable Runnable getDelegatedTask() {
        return engine.getDelegatedTask();
    }

    @Override
    public boolean isInboundDone() {
        return engine.isInboundDone();
    }

    @Override
    public boolean isOutboundDone() {
        return engine.isOutboundDone();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return engine.getSupportedCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return engine.getEnabledCipherSuites();
    }

    @Override
    public String[] getSupportedProtocols() {
        return engine.getSupportedProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return engine.getEnabledProtocols();
    }

    @Override
    public SSLSession getSession() {
        return engine.getSession();
    }

    @Override
    public @Nullable SSLSession getHandshakeSession() {
        return engine.getHandshakeSession();
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        return engine.getHandshakeStatus();
    }

    @Override
    public boolean getUseClientMode() {
        return engine.getUseClientMode();
    }

    @Override
    public boolean getNeedClientAuth() {
        return engine.getNeedClientAuth();
    }

    @Override
    public boolean getWantClientAuth() {
        return engine.getWantClientAuth();
    }

    @Override
    public boolean getEnableSessionCreation() {
        return engine.getEnableSessionCreation();
    }

    @Override
    public @Nullable String getApplicationProtocol() {
        return engine.getApplicationProtocol();
    }

    @Override
    public @Nullable String getHandshakeApplicationProtocol() {
        return engine.getHandshakeApplicationProtocol();
    }

    @Override
    public SSLParameters getSSLParameters() {
        return engine.getSSLParameters();
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        engine.setEnabledCipherSuites(suites);
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        engine.setEnabledProtocols(protocols);
    }

    @Override
    public void setUseClientMode(boolean client) {
        engine.setUseClientMode(client);
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        engine.setNeedClientAuth(need);
    }

    @Override
    public void setWantClientAuth(boolean want) {
        engine.setWantClientAuth(want);
    }

    @Override
    public void setEnableSessionCreation(boolean allowed) {
        engine.setEnableSessionCreation(allowed);
    }

    @Override
    public void setSSLParameters(SSLParameters parameters) {
        engine.setSSLParameters(parameters);
    }
}
