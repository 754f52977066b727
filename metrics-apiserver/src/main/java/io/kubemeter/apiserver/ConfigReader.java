package io.kubemeter.apiserver;

import io.kubemeter.apiserver.auth.AuthenticationConfig;
import io.kubemeter.apiserver.auth.AuthorizationConfig;
import io.kubemeter.kubelet.KubeletConfig;
import io.kubemeter.kubelet.KubeletVerification;
import io.kubemeter.kubelet.StatsSummary;
import io.kubemeter.store.StoreRules;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Turns flag values into a {@link Config} and finds every contradiction on the way.
 *
 * <p><b>Owner:</b> construction only; one reader per start.
 */
final class ConfigReader {
    private static final Duration LEAST_RESOLUTION = Duration.ofSeconds(10);
    private static final Set<String> ADDRESS_TYPES =
            Set.of("Hostname", "InternalIP", "InternalDNS", "ExternalIP", "ExternalDNS");
    private static final String ACCOUNT = "[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9.-]*";
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
        reader.checkKubeletFlags();
        reader.checkResolution();
        reader.checkServing();
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
        return new StoreRules(resolution, age == 0 ? usual : age);
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
                (int) flags.number("max-mutating-requests-inflight"));
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

    private void checkKubeletFlags() {
        boolean insecure = flags.on("kubelet-insecure-tls");
        if (flags.given("kubelet-certificate-authority") && insecure) {
            problems.add(
                    "cannot use both --kubelet-certificate-authority and --kubelet-insecure-tls:"
                            + " leave one out");
        }
        if (flags.given("kubelet-client-certificate") != flags.given("kubelet-client-key")) {
            problems.add("need both --kubelet-client-certificate and --kubelet-client-key");
        }
        String account = flags.text("kubelet-token-account");
        if (!account.isEmpty() && !account.matches(ACCOUNT)) {
            problems.add("kubelet-token-account should be <namespace>/<name> of a ServiceAccount");
        }
        if (!account.isEmpty() && flags.given("kubelet-client-certificate")) {
            problems.add(
                    "give --kubelet-token-account or --kubelet-client-certificate, not both:"
                            + " where a certificate is shown no token is sent");
        }
        if (flags.on("deprecated-kubelet-completely-insecure")) {
            problems.add(
                    "--deprecated-kubelet-completely-insecure is refused: plain http would carry"
                            + " our token in the clear; use --kubelet-insecure-tls instead");
        }
        String verification = flags.text("kubelet-verification");
        if (!Set.of("node", "address", "pin", "none").contains(verification)) {
            problems.add(
                    "invalid value \""
                            + verification
                            + "\" for --kubelet-verification (expected: node, address, pin or"
                            + " none)");
        }
        String summary = flags.text("stats-summary");
        if (!Set.of("auto", "always", "off").contains(summary)) {
            problems.add(
                    "invalid value \""
                            + summary
                            + "\" for --stats-summary (expected: auto, always or off)");
        }
        for (String type : flags.list("kubelet-preferred-address-types")) {
            if (!ADDRESS_TYPES.contains(type)) {
                problems.add(
                        "invalid value \""
                                + type
                                + "\" for --kubelet-preferred-address-types (expected some of: "
                                + String.join(", ", ADDRESS_TYPES.stream().sorted().toList())
                                + ")");
            }
        }
        within("kubelet-port", 1, 65_535);
        within("max-scrape-bytes", 1 << 16, 1 << 30);
    }

    private void checkResolution() {
        Duration resolution = flags.duration("metric-resolution");
        Duration timeout = flags.duration("kubelet-request-timeout");
        if (resolution.compareTo(LEAST_RESOLUTION) < 0) {
            problems.add(
                    "metric-resolution should be a time duration at least 10s, but value "
                            + flags.text("metric-resolution")
                            + " provided");
        }
        if (flags.duration("max-clock-skew").toMillis() <= 0) {
            problems.add("max-clock-skew should be positive");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            problems.add("kubelet-request-timeout should be positive");
        } else if (resolution.multipliedBy(9).dividedBy(10).compareTo(timeout) < 0) {
            problems.add(
                    "metric-resolution should be larger than kubelet-request-timeout, but"
                            + " metric-resolution value "
                            + flags.text("metric-resolution")
                            + " kubelet-request-timeout value "
                            + flags.text("kubelet-request-timeout")
                            + " provided: at most 0.9 of the resolution");
        }
        Duration age = flags.duration("max-sample-age");
        if (!age.isZero() && age.compareTo(resolution) < 0) {
            problems.add("max-sample-age should be 0 or at least --metric-resolution");
        }
    }

    private void checkServing() {
        within("secure-port", 0, 65_535);
        within("max-requests-inflight", 0, Integer.MAX_VALUE);
        within("max-mutating-requests-inflight", 0, Integer.MAX_VALUE);
        within("http2-max-streams-per-connection", 0, 1 << 20);
        if (flags.given("tls-cert-file") != flags.given("tls-private-key-file")) {
            problems.add("need both --tls-cert-file and --tls-private-key-file");
        }
        Set<String> versions = Set.of("", "VersionTLS12", "VersionTLS13");
        if (!versions.contains(flags.text("tls-min-version"))) {
            problems.add(
                    "invalid value \""
                            + flags.text("tls-min-version")
                            + "\" for --tls-min-version (expected: VersionTLS12 or VersionTLS13;"
                            + " older ones are not spoken)");
        }
        if (!Set.of("text", "json").contains(flags.text("logging-format"))) {
            problems.add(
                    "invalid value \""
                            + flags.text("logging-format")
                            + "\" for --logging-format (expected: text or json)");
        }
    }

    private void within(String name, long least, long most) {
        long number = flags.number(name);
        if (number < least || number > most) {
            problems.add(
                    "invalid value \""
                            + number
                            + "\" for --"
                            + name
                            + " (expected: "
                            + least
                            + " to "
                            + most
                            + ")");
        }
    }

    private InetAddress address() {
        String text = flags.text("bind-address");
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException _) {
            problems.add(
                    "invalid value \"" + text + "\" for --bind-address (expected: an IP address)");
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
