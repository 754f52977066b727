package io.kubemeter.kubelet.pool;

import io.netty.channel.EventLoop;

/**
 * What the sessions of one pool share.
 *
 * <p>Owner: the pool's event loop.
 */
final class PoolContext {
    private final KubeletPool pool;
    private final EventLoop loop;
    private final PoolConfig config;
    private final PoolRuntime runtime;
    private final Credentials credentials;
    private final TlsClient tls;
    private final Body.Store bodies;
    private final RequestWriter requests;

    PoolContext(
            KubeletPool pool,
            EventLoop loop,
            PoolConfig config,
            PoolRuntime runtime,
            Credentials credentials) {
        this.pool = pool;
        this.loop = loop;
        this.config = config;
        this.runtime = runtime;
        this.credentials = credentials;
        this.tls = new TlsClient(runtime.tls(), credentials::tls, runtime.clock());
        this.bodies = new Body.Store(config.maxBodyBytes());
        this.requests = new RequestWriter(config.userAgent());
    }

    KubeletPool pool() {
        return pool;
    }

    EventLoop loop() {
        return loop;
    }

    PoolConfig config() {
        return config;
    }

    Credentials credentials() {
        return credentials;
    }

    PoolRuntime runtime() {
        return runtime;
    }

    TlsClient tls() {
        return tls;
    }

    Body.Store bodies() {
        return bodies;
    }

    RequestWriter requests() {
        return requests;
    }

    long nowNanos() {
        return runtime.nanos().getAsLong();
    }

    /** When a connection made now is too old; spread so that not all end together. */
    long connectionEndsNanos(String host) {
        long age = config.maxConnectionAge().toNanos();
        long now = nowNanos();
        long spread =
                Math.floorMod((host.hashCode() * 31L + now) * 0x9E3779B97F4A7C15L, age / 4 + 1);
        return now + age - spread;
    }
}
