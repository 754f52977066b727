package io.kubemeter.apiserver;

import io.kubemeter.apiserver.auth.AggregatorOnly;
import io.kubemeter.apiserver.auth.CallerTrust;
import io.kubemeter.apiserver.auth.CertificateUsersOnly;
import io.kubemeter.apiserver.http.ClientRule;
import io.kubemeter.apiserver.http.HttpHandler;
import io.kubemeter.apiserver.http.HttpsListener;
import io.kubemeter.apiserver.http.ListenerConfig;
import io.kubemeter.apiserver.http.ListenerLimits;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ports that we listen on: one for everything, or, where only the aggregator is let in, one for
 * it and two for what others want of us.
 *
 * <p><b>Owner:</b> whoever starts the server opens them; any thread asks.
 */
final class Ports {
    private static final Logger LOG = LoggerFactory.getLogger(Ports.class);
    private static final int FEW = 128;
    private static final int SMALL_HEAD = 16 * 1024;

    private final Config.Serving serving;
    private final Map<Port, Supplier<SslContext>> tls;
    private final @Nullable AggregatorOnly aggregator;
    private final CertificateUsersOnly users;
    private final InstantSource clock;
    private final Map<Port, HttpsListener> open = new ConcurrentHashMap<>();

    /** What a port is for. */
    enum Port {
        CALLERS("Serving securely"),
        PROBES("Answering probes securely"),
        METRICS("Serving own metrics securely");

        private final String opened;

        Port(String opened) {
            this.opened = opened;
        }
    }

    private Ports(
            Config.Serving serving,
            Map<Port, Supplier<SslContext>> tls,
            @Nullable AggregatorOnly aggregator,
            CertificateUsersOnly users,
            InstantSource clock) {
        this.serving = serving;
        this.tls = tls;
        this.aggregator = aggregator;
        this.users = users;
        this.clock = clock;
    }

    /**
     * Reads or makes the serving certificate; opens nothing yet.
     *
     * @param trust whom to believe now
     * @throws IOException when a file cannot be read or written
     * @throws GeneralSecurityException when a file is no certificate or key
     */
    static Ports prepare(
            Config.Serving serving,
            Supplier<CallerTrust> trust,
            ScheduledExecutorService background,
            InstantSource clock)
            throws IOException, GeneralSecurityException {
        CertificateUsersOnly users = CertificateUsersOnly.of(trust, clock);
        AggregatorOnly aggregator =
                serving.ownPorts().isPresent() ? AggregatorOnly.of(trust, clock) : null;
        Map<Port, ClientRule> rules =
                aggregator == null
                        ? Map.of(Port.CALLERS, ClientRule.ANYBODY)
                        : Map.of(
                                Port.CALLERS, aggregator::refusal,
                                Port.PROBES, ClientRule.ANYBODY,
                                Port.METRICS, users::refusal);
        return new Ports(
                serving,
                ServingTlsSource.open(serving, rules, background, clock),
                aggregator,
                users,
                clock);
    }

    /** Who is let in at the port of callers, or empty where that is everybody. */
    Optional<AggregatorOnly> aggregator() {
        return Optional.ofNullable(aggregator);
    }

    /** Who is let in at the port of our own metrics. */
    CertificateUsersOnly users() {
        return users;
    }

    /** Listens at a port, if it is wanted, until {@code closing} closes it. */
    void open(Port port, HttpHandler handler, Closing closing) throws IOException {
        Optional<InetSocketAddress> address = wanted(port);
        if (address.isEmpty()) {
            return;
        }
        HttpsListener listener;
        Supplier<SslContext> context = Objects.requireNonNull(tls.get(port), port.name());
        try {
            listener = HttpsListener.start(config(port, address.get()), context, handler, clock);
        } catch (RuntimeException e) {
            throw new IOException("cannot listen on " + address.get() + ": " + e.getMessage(), e);
        }
        open.put(port, listener);
        closing.first(listener);
        LOG.atInfo()
                .addKeyValue("address", listener.address())
                .addKeyValue("sinceStartMillis", Version.millisSinceExec(clock))
                .log(port.opened);
    }

    /** What listens there, or null where nothing does. */
    @Nullable HttpsListener listener(Port port) {
        return open.get(port);
    }

    /** Where it listens, with the port that was free. */
    InetSocketAddress address(Port port) {
        HttpsListener listener = listener(port);
        if (listener == null) {
            throw new IllegalStateException("not listening (expected: started, not closed)");
        }
        return listener.address();
    }

    private Optional<InetSocketAddress> wanted(Port port) {
        return switch (port) {
            case CALLERS -> Optional.of(new InetSocketAddress(serving.address(), serving.port()));
            case PROBES -> serving.ownPorts().flatMap(Config.OwnPorts::probes);
            case METRICS -> serving.ownPorts().flatMap(Config.OwnPorts::metrics);
        };
    }

    /** The ports beside the main one are for few callers, who say little. */
    private ListenerConfig config(Port port, InetSocketAddress address) {
        if (port == Port.CALLERS) {
            return ListenerConfig.of(address, MetricsServer.loops())
                    .streams(serving.streamsPerConnection())
                    .drain(serving.requestTimeout())
                    .answers(serving.answers());
        }
        ListenerConfig usual = ListenerConfig.of(address, 1).drain(serving.requestTimeout());
        ListenerLimits limits = usual.limits();
        return new ListenerConfig(
                address,
                1,
                new ListenerLimits(
                        FEW, SMALL_HEAD, SMALL_HEAD, limits.streams(), limits.chunkBytes()),
                usual.timeouts(),
                serving.answers());
    }
}
