package io.kubemeter.apiserver.auth;

import io.kubemeter.apiserver.kube.ApiException;
import io.kubemeter.apiserver.kube.ApiProblem;
import io.kubemeter.apiserver.kube.Backoff;
import io.kubemeter.apiserver.kube.ConfigMap;
import io.kubemeter.apiserver.kube.ConfigMaps;
import io.kubemeter.apiserver.kube.KubeApi;
import io.kubemeter.model.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@link CallerTrust} up to date: reads the flags' files and the ConfigMap {@code
 * kube-system/extension-apiserver-authentication} again twice a minute, and at once when
 * kube-apiserver tells that it has changed: a renewed aggregator shows its new certificate without
 * delay. A value that cannot be understood leaves the last good one in force.
 *
 * <p><b>Owner:</b> its virtual thread writes; any thread reads. Whoever started it closes it.
 */
public final class CallerTrustWatch implements Supplier<CallerTrust>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CallerTrustWatch.class);

    private static final String NAMESPACE = "kube-system";
    private static final String NAME = "extension-apiserver-authentication";
    private static final Duration PERIOD = Duration.ofSeconds(30);

    /** Between two watches: a server may end each of them at once. */
    private static final Duration BREATH = Duration.ofSeconds(1);

    private static final Duration JOIN = Duration.ofSeconds(2);

    private final KubeApi api;
    private final AuthenticationConfig config;
    private final Duration period;
    private final Backoff backoff;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private ConfigMap known = ConfigMap.NONE;
    private String changedFrom = "";
    private volatile CallerTrust trust = CallerTrust.NOBODY;
    private volatile boolean loaded;
    private volatile List<ApiProblem> problems = List.of();

    private CallerTrustWatch(
            KubeApi api, AuthenticationConfig config, Duration period, RandomGenerator random) {
        this.api = api;
        this.config = config;
        this.period = period;
        this.backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(15), random);
        this.thread = Thread.ofVirtual().name("watch-caller-trust").unstarted(this::run);
    }

    /** Starts to read; never waits for kube-apiserver. */
    public static CallerTrustWatch start(
            KubeApi api, AuthenticationConfig config, RandomGenerator random) {
        return start(api, config, PERIOD, random);
    }

    static CallerTrustWatch start(
            KubeApi api, AuthenticationConfig config, Duration period, RandomGenerator random) {
        CallerTrustWatch watch = new CallerTrustWatch(api, config, period, random);
        watch.thread.start();
        return watch;
    }

    /** Whom to believe now. */
    @Override
    public CallerTrust get() {
        return trust;
    }

    /** Whether everything has been read once, so that callers can be recognised. */
    public boolean loaded() {
        return loaded || config.tolerateLookupFailure();
    }

    /** What is wrong now; empty while all is well. */
    public List<ApiProblem> problems() {
        return problems;
    }

    @Override
    public void close() {
        stopped.countDown();
        thread.interrupt();
        try {
            thread.join(JOIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration pause = Duration.ZERO;
        while (!isStoppedAfter(pause)) {
            pause = read() ? untilChange() : backoff.next();
        }
    }

    /** Waits while the server tells of no change; returns how long to wait then. */
    private Duration untilChange() {
        // Who tells of a change, and then of none, is not asked like this again for a while.
        if (known.version().isEmpty() || known.version().equals(changedFrom)) {
            changedFrom = "";
            return period;
        }
        try {
            if (ConfigMaps.changesWithin(api, known, period)) {
                changedFrom = known.version();
                return Duration.ZERO;
            }
            return BREATH;
        } catch (IOException e) {
            return period;
        }
    }

    /** Reads everything once; returns whether nothing stood in the way. */
    private boolean read() {
        List<ApiProblem> found = new ArrayList<>();
        ConfigMap read = configMap(found);
        known = read == null ? ConfigMap.NONE : read;
        CallerTrust now =
                new CallerTrustReader(config, trust)
                        .read(read == null ? null : read.entries(), found);
        if (!now.equals(trust)) {
            LOG.atInfo()
                    .addKeyValue("authorities", now.authorities().size())
                    .addKeyValue("frontProxy", now.frontProxy() != null)
                    .log("Trust in callers changed");
            trust = now;
        }
        boolean complete = read != null;
        loaded |= complete;
        if (now.overlaps()) {
            found.add(new ApiProblem(Reason.CA_OVERLAP, "give --requestheader-allowed-names"));
        }
        report(List.copyOf(found));
        if (complete) {
            backoff.reset();
        }
        return complete;
    }

    /** The ConfigMap; empty where it is not needed, {@code null} where it cannot be read. */
    private @Nullable ConfigMap configMap(List<ApiProblem> found) {
        boolean needed = config.clientCaFile() == null || config.requestHeader() == null;
        if (config.skipLookup() || !needed) {
            return ConfigMap.NONE;
        }
        try {
            return ConfigMaps.read(api, NAMESPACE, NAME);
        } catch (ApiException e) {
            found.add(
                    e.status() == 404
                            ? new ApiProblem(
                                    Reason.FRONT_PROXY_UNKNOWN,
                                    "there is no ConfigMap " + NAMESPACE + "/" + NAME + " yet")
                            : e.problem());
            return null;
        }
    }

    /** Logs problems once, until they are others. */
    private void report(List<ApiProblem> now) {
        if (stopped.getCount() == 0 || now.equals(problems)) {
            return;
        }
        problems = now;
        now.forEach(problem ->
                LOG.atWarn()
                        .addKeyValue("code", problem.reason().code())
                        .addKeyValue("err", problem.sentence())
                        .log("Callers cannot be recognised fully"));
    }

    private boolean isStoppedAfter(Duration pause) {
        try {
            return stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
