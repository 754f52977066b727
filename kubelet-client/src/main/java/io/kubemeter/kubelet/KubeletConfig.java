package io.kubemeter.kubelet;

import io.kubemeter.kubelet.pool.Deadlines;
import io.kubemeter.kubelet.pool.DialRules;
import io.kubemeter.kubelet.pool.PoolConfig;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;

/**
 * How kubelets are scraped.
 *
 * @param resolution the period of each node's scrape
 * @param requestTimeout the whole time of one scrape; each phase has a share of it
 * @param verification what a kubelet must prove
 * @param statsSummary when {@code /stats/summary} is read
 * @param maxScrapeBytes the largest answer that is read
 * @param allowLocalAddresses whether loopback and link-local addresses may be dialled
 * @param refusedAddresses where nobody is ever called, such as the API server's own addresses; port
 *     0 stands for all ports
 * @param maxClockSkew how far a node's clock may be from ours before its samples are refused
 * @param userAgent the {@code User-Agent} of each request
 */
public record KubeletConfig(
        Duration resolution,
        Duration requestTimeout,
        KubeletVerification verification,
        StatsSummary statsSummary,
        int maxScrapeBytes,
        boolean allowLocalAddresses,
        Set<InetSocketAddress> refusedAddresses,
        Duration maxClockSkew,
        String userAgent) {
    /** After which a connection is made anew, so that a peer proves itself again. */
    private static final Duration MAX_CONNECTION_AGE = Duration.ofMinutes(30);

    private static final int DEFAULT_MAX_SCRAPE_BYTES = 16 << 20;

    public KubeletConfig {
        refusedAddresses = Set.copyOf(refusedAddresses);
        atLeast("resolution", resolution, Duration.ofMillis(200));
        atLeast("requestTimeout", requestTimeout, Duration.ofMillis(10));
        if (maxScrapeBytes < 1024) {
            throw new IllegalArgumentException(
                    "maxScrapeBytes: " + maxScrapeBytes + " (expected: at least 1024)");
        }
    }

    /** The defaults of the service: 15 s, 10 s, {@code node}, {@code auto}, 16 MiB. */
    public static KubeletConfig defaults(String userAgent) {
        return new KubeletConfig(
                Duration.ofSeconds(15),
                Duration.ofSeconds(10),
                KubeletVerification.NODE,
                StatsSummary.AUTO,
                DEFAULT_MAX_SCRAPE_BYTES,
                false,
                Set.of(),
                Duration.ofMinutes(5),
                userAgent);
    }

    /** The same, but these addresses are never dialled; simulators may use any address. */
    public KubeletConfig refusing(Set<InetSocketAddress> addresses) {
        return new KubeletConfig(
                resolution,
                requestTimeout,
                verification,
                statsSummary,
                maxScrapeBytes,
                allowLocalAddresses,
                allowLocalAddresses ? refusedAddresses : addresses,
                maxClockSkew,
                userAgent);
    }

    PoolConfig pool() {
        return new PoolConfig(
                verification.policy(),
                new DialRules(allowLocalAddresses, refusedAddresses),
                Deadlines.within(requestTimeout),
                maxScrapeBytes,
                MAX_CONNECTION_AGE,
                userAgent);
    }

    private static void atLeast(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: at least " + least + ")");
        }
    }
}
