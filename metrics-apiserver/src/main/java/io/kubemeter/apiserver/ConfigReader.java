package io.kubemeter.apiserver;

import io.kubemeter.apiserver.auth.AuthenticationConfig;
import io.kubemeter.apiserver.auth.AuthorizationConfig;
import io.kubemeter.apiserver.http.AnswerRules;
import io.kubemeter.apiserver.http.Response;
import io.kubemeter.kubelet.KubeletConfig;
import io.kubemeter.kubelet.KubeletVerification;
import io.kubemeter.kubelet.StatsSummary;
import io.kubemeter.model.ExtraUsage;
import io.kubemeter.store.StoreRules;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/**
 * Turns flag values into a {@link Config} and finds every contradiction on the way.
 *
 * <p><b>Owner:</b> construction only; one reader per start.
 */
final class ConfigReader {
    private static final int DEFAULT_STREAMS = 100;
    private static final int SAMPLE_AGE_RESOLUTIONS = 3;

    /** Kubelets refresh an idle container every 30 s, whatever our resolution is. */
    private static final Duration LEAST_SAMPLE_AGE = Duration.ofSeconds(60);

    private final FlagValues flags;
    private final List<String> problems = new ArrayList<>();

    /**
     * A configuration, or why there is none.
     *
     * @param config present exactly if there are no problems
     * @param problems one sentence each, with the fix
     */
    record Result(Optional<Config> config, List<String> problems) {}

    private ConfigReader(FlagValues flags) {
        this.flags = flags;
    }

    static Result read(FlagValues flags) {
        ConfigReader reader = new ConfigReader(flags);
        reader.problems.addAll(FlagChecks.problems(flags));
        if (!reader.problems.isEmpty()) {
            return new Result(Optional.empty(), List.copyOf(reader.problems));
        }
        Config config = reader.config();
        return reader.problems.isEmpty()
                ? new Result(Optional.of(config), List.of())
                : new Result(Optional.empty(), List.copyOf(reader.problems));
    }

    private Config config() {
        Optional<Path> main = file("kubeconfig");
        return new Config(
                new Config.KubeFiles(
                        main,
                        file("authentication-kubeconfig").or(() -> main),
                        file("authorization-kubeconfig").or(() -> main)),
                kubelets(),
                new Config.KubeletFiles(
                        file("kubelet-certificate-authority"),
                        file("kubelet-client-certificate"),
                        file("kubelet-client-key"),
                        Optional.of(flags.text("kubelet-token-account"))
                                .filter(account -> !account.isEmpty())),
                new NodeTargets(
                        flags.list("kubelet-preferred-address-types"),
                        (int) flags.number("kubelet-port"),
                        flags.on("kubelet-use-node-status-port")),
                flags.text("node-selector").strip(),
                store(),
                serving(),
                authentication(),
                new AuthorizationConfig(
                        flags.list("authorization-always-allow-paths"),
                        flags.duration("authorization-webhook-cache-authorized-ttl"),
                        flags.duration("authorization-webhook-cache-unauthorized-ttl"),
                        flags.duration("authorization-stale-allow")));
    }

    private KubeletConfig kubelets() {
        return new KubeletConfig(
                flags.duration("metric-resolution"),
                flags.duration("kubelet-request-timeout"),
                flags.on("kubelet-insecure-tls")
                        ? KubeletVerification.NONE
                        : KubeletVerification.valueOf(
                                flags.text("kubelet-verification").toUpperCase(Locale.ROOT)),
                StatsSummary.valueOf(flags.text("stats-summary").toUpperCase(Locale.ROOT)),
                (int) flags.number("max-scrape-bytes"),
                flags.on("kubelet-allow-local-addresses"),
                Set.of(),
                flags.duration("max-clock-skew"),
                Version.userAgent());
    }

    private StoreRules store() {
        long resolution = flags.duration("metric-resolution").toMillis();
        long age = flags.duration("max-sample-age").toMillis();
        long usual = Math.max(SAMPLE_AGE_RESOLUTIONS * resolution, LEAST_SAMPLE_AGE.toMillis());
        return new StoreRules(resolution, age == 0 ? usual : age, extras());
    }

    private Set<ExtraUsage> extras() {
        return flags.list("extra-usage").stream()
                .map(ExtraUsage::of)
                .filter(Objects::nonNull)
                .collect(Collectors.toUnmodifiableSet());
    }

    private Config.Serving serving() {
        int streams = (int) flags.number("http2-max-streams-per-connection");
        return new Config.Serving(
                address(),
                (int) flags.number("secure-port"),
                Path.of(flags.text("cert-dir")),
                file("tls-cert-file"),
                file("tls-private-key-file"),
                !flags.on("disable-http2-serving"),
                flags.text("tls-min-version").equals("VersionTLS13"),
                streams == 0 ? DEFAULT_STREAMS : streams,
                flags.duration("request-timeout"),
                flags.duration("shutdown-delay-duration"),
                (int) flags.number("max-requests-inflight"),
                (int) flags.number("max-mutating-requests-inflight"),
                flags.on("profiling"),
                named(),
                answers(),
                flags.on("aggregator-only")
                        ? Optional.of(
                                new Config.OwnPorts(
                                        BindAddress.parse(flags.text("health-probe-bind-address")),
                                        BindAddress.parse(flags.text("metrics-bind-address"))))
                        : Optional.empty());
    }

    private List<SniPair> named() {
        List<SniPair> named =
                flags.repeated("tls-sni-cert-key").stream().map(SniPair::parse).toList();
        for (SniPair pair : named) {
            for (Path file : List.of(pair.chain(), pair.key())) {
                if (!Files.isReadable(file)) {
                    problems.add(
                            "--tls-sni-cert-key: cannot read "
                                    + file
                                    + " (expected: a file we may read)");
                }
            }
        }
        return named;
    }

    private AnswerRules answers() {
        List<String> directives = flags.list("strict-transport-security-directives");
        return new AnswerRules(
                directives.isEmpty()
                        ? List.of()
                        : List.of(
                                new Response.Header(
                                        "Strict-Transport-Security",
                                        String.join("; ", directives))),
                flags.real("goaway-chance"),
                () -> ThreadLocalRandom.current().nextDouble());
    }

    private AuthenticationConfig authentication() {
        AuthenticationConfig.RequestHeader requestHeader =
                file("requestheader-client-ca-file")
                        .map(authority ->
                                new AuthenticationConfig.RequestHeader(
                                        authority,
                                        flags.list("requestheader-allowed-names"),
                                        flags.list("requestheader-username-headers"),
                                        flags.list("requestheader-uid-headers"),
                                        flags.list("requestheader-group-headers"),
                                        flags.list("requestheader-extra-headers-prefix")))
                        .orElse(null);
        return new AuthenticationConfig(
                file("client-ca-file").orElse(null),
                requestHeader,
                flags.on("authentication-skip-lookup"),
                flags.on("authentication-tolerate-lookup-failure"),
                flags.duration("authentication-token-webhook-cache-ttl"));
    }

    private InetAddress address() {
        String text = flags.text("bind-address");
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException _) {
            problems.add(
                    "invalid argument \""
                            + text
                            + "\" for \"--bind-address\" flag: failed to parse IP: \""
                            + text
                            + "\"");
            return InetAddress.getLoopbackAddress();
        }
    }

    /** The file that a flag names; one that is not there is a problem. */
    private Optional<Path> file(String flag) {
        String text = flags.text(flag);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Path path = Path.of(text);
        if (!Files.isReadable(path)) {
            problems.add("--" + flag + ": cannot read " + text + " (expected: a file we may read)");
        }
        return Optional.of(path);
    }
}
