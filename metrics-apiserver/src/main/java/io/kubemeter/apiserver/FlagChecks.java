package io.kubemeter.apiserver;

import io.kubemeter.model.ExtraUsage;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Finds every contradiction among flags whose values are well formed. Where metrics-server refuses
 * the same, the words are its own: people search for them.
 *
 * <p><b>Owner:</b> construction only; one per start.
 */
final class FlagChecks {
    private static final Duration LEAST_RESOLUTION = Duration.ofSeconds(10);
    private static final double MOST_GOAWAY = 0.02;
    private static final int MOST_PORT = 65_535;
    private static final Set<String> ADDRESS_TYPES =
            Set.of("Hostname", "InternalIP", "InternalDNS", "ExternalIP", "ExternalDNS");
    private static final List<String> OWN_PORTS =
            List.of("health-probe-bind-address", "metrics-bind-address");
    private static final String ACCOUNT = "[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9.-]*";
    private static final Set<String> TLS_VERSIONS =
            Set.of("", "VersionTLS10", "VersionTLS11", "VersionTLS12", "VersionTLS13");
    private static final List<String> NOT_NEGATIVE =
            List.of(
                    "max-requests-inflight",
                    "max-mutating-requests-inflight",
                    "min-request-timeout");
    private static final List<String> NOT_NEGATIVE_TIMES =
            List.of("request-timeout", "shutdown-delay-duration", "storage-initialization-timeout");
    private static final Pattern HSTS = Pattern.compile("max-age=\\d+|includeSubDomains|preload");
    private static final Pattern MODULE = Pattern.compile("[^=,]+=\\d+");

    private final FlagValues flags;
    private final List<String> problems = new ArrayList<>();

    private FlagChecks(FlagValues flags) {
        this.flags = flags;
    }

    /** What is wrong, one sentence each. */
    static List<String> problems(FlagValues flags) {
        FlagChecks checks = new FlagChecks(flags);
        checks.kubelets();
        checks.kubeletTls();
        checks.times();
        checks.serving();
        checks.ownPorts();
        checks.browsers();
        checks.logs();
        checks.authorization();
        return List.copyOf(checks.problems);
    }

    private void kubelets() {
        oneOf("kubelet-verification", "node", "address", "pin", "none");
        oneOf("stats-summary", "auto", "always", "off");
        for (String type : flags.list("kubelet-preferred-address-types")) {
            if (!ADDRESS_TYPES.contains(type)) {
                invalid(
                        type,
                        "kubelet-preferred-address-types",
                        "some of: " + String.join(", ", new TreeSet<>(ADDRESS_TYPES)));
            }
        }
        within("kubelet-port", 1, MOST_PORT);
        within("max-scrape-bytes", 1 << 16, 1 << 30);
        extraUsage();
    }

    private void extraUsage() {
        for (String key : flags.list("extra-usage")) {
            ExtraUsage extra = ExtraUsage.of(key);
            if (extra == null) {
                invalid(key, "extra-usage", "some of: " + ExtraUsage.keys());
            } else if (extra == ExtraUsage.EPHEMERAL_STORAGE
                    && flags.text("stats-summary").equalsIgnoreCase("off")) {
                problems.add(
                        "--extra-usage=ephemeral-storage is only told by /stats/summary: leave out"
                                + " --stats-summary=off");
            }
        }
    }

    private void kubeletTls() {
        exclude("kubelet-certificate-authority", "kubelet-insecure-tls");
        if (flags.given("kubelet-client-certificate") != flags.given("kubelet-client-key")) {
            problems.add("need both --kubelet-client-key and --kubelet-client-certificate");
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
        String plain = "deprecated-kubelet-completely-insecure";
        exclude("kubelet-client-key", plain);
        exclude("kubelet-client-certificate", plain);
        exclude("kubelet-insecure-tls", plain);
        exclude("kubelet-certificate-authority", plain);
        if (flags.on(plain)) {
            problems.add(
                    "--deprecated-kubelet-completely-insecure is refused: plain http would carry"
                            + " our token in the clear; use --kubelet-insecure-tls instead");
        }
    }

    /** Two flags that contradict each other; a switch counts where it is on. */
    private void exclude(String one, String other) {
        if (isUsed(one) && isUsed(other)) {
            problems.add("cannot use both --" + one + " and --" + other);
        }
    }

    private boolean isUsed(String name) {
        String text = flags.text(name);
        return !text.isEmpty() && !text.equals("false");
    }

    private void times() {
        Duration resolution = flags.duration("metric-resolution");
        Duration timeout = flags.duration("kubelet-request-timeout");
        if (resolution.compareTo(LEAST_RESOLUTION) < 0) {
            problems.add(
                    "metric-resolution should be a time duration at least 10s, but value "
                            + flags.text("metric-resolution")
                            + " provided");
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
                            + " provided");
        }
        if (flags.duration("max-clock-skew").toMillis() <= 0) {
            problems.add("max-clock-skew should be positive");
        }
        Duration age = flags.duration("max-sample-age");
        if (!age.isZero() && age.compareTo(resolution) < 0) {
            problems.add("max-sample-age should be 0 or at least --metric-resolution");
        }
    }

    private void serving() {
        within("secure-port", 0, MOST_PORT);
        within("http2-max-streams-per-connection", 0, 1 << 20);
        for (String name : NOT_NEGATIVE) {
            if (flags.number(name) < 0) {
                problems.add("--" + name + " can not be negative value");
            }
        }
        for (String name : NOT_NEGATIVE_TIMES) {
            if (flags.duration(name).isNegative()) {
                problems.add("--" + name + " can not be negative value");
            }
        }
        if (flags.duration("livez-grace-period").isNegative()) {
            problems.add("--livez-grace-period can not be a negative value");
        }
        if (flags.duration("shutdown-watch-termination-grace-period").isNegative()) {
            problems.add(
                    "shutdown-watch-termination-grace-period, if provided, can not be a negative"
                            + " value");
        }
        double goaway = flags.real("goaway-chance");
        if (!(goaway >= 0 && goaway <= MOST_GOAWAY)) {
            problems.add("--goaway-chance can not be less than 0 or greater than 0.02");
        }
        if (flags.given("tls-cert-file") != flags.given("tls-private-key-file")) {
            problems.add("need both --tls-cert-file and --tls-private-key-file");
        }
        for (String pair : flags.repeated("tls-sni-cert-key")) {
            try {
                SniPair.parse(pair);
            } catch (IllegalArgumentException e) {
                problems.add(
                        "invalid argument \""
                                + pair
                                + "\" for \"--tls-sni-cert-key\" flag: "
                                + e.getMessage());
            }
        }
        if (!TLS_VERSIONS.contains(flags.text("tls-min-version"))) {
            problems.add("unknown tls version \"" + flags.text("tls-min-version") + "\"");
        }
    }

    private void ownPorts() {
        boolean alone = flags.on("aggregator-only");
        if (alone
                && flags.on("authentication-skip-lookup")
                && flags.text("requestheader-client-ca-file").isEmpty()) {
            problems.add(
                    "--aggregator-only needs to know the aggregator's authority: give"
                            + " --requestheader-client-ca-file or leave out"
                            + " --authentication-skip-lookup");
        }
        Map<String, InetSocketAddress> bound = new LinkedHashMap<>();
        String host = flags.text("bind-address");
        BindAddress.parse(
                        (host.contains(":") ? "[" + host + "]" : host)
                                + ":"
                                + flags.number("secure-port"))
                .ifPresent(address -> bound.put("secure-port", address));
        for (String name : OWN_PORTS) {
            String text = flags.text(name);
            Optional<InetSocketAddress> address = BindAddress.parse(text);
            if (address.isEmpty() && !text.equals(BindAddress.NONE)) {
                invalid(text, name, BindAddress.FORM);
            }
            if (flags.given(name) && !alone) {
                problems.add(
                        "--"
                                + name
                                + " counts with --aggregator-only alone: without it everything is"
                                + " answered at --secure-port");
            }
            if (alone) {
                address.ifPresent(one -> clash(bound, name, one));
            }
        }
    }

    private void clash(
            Map<String, InetSocketAddress> bound, String name, InetSocketAddress address) {
        bound.forEach((other, taken) -> {
            if (BindAddress.clash(address, taken)) {
                problems.add(
                        "--" + other + " and --" + name + " both want port " + address.getPort());
            }
        });
        bound.put(name, address);
    }

    private void browsers() {
        for (String directive : flags.list("strict-transport-security-directives")) {
            if (!HSTS.matcher(directive).matches()) {
                problems.add(
                        "--strict-transport-security-directives invalid, allowed values:"
                                + " max-age=expireTime, includeSubDomains, preload. see"
                                + " https://tools.ietf.org/html/rfc6797#section-6.1 for more"
                                + " information");
            }
        }
        for (String origin : flags.list("cors-allowed-origins")) {
            String problem = origin(origin);
            if (!problem.isEmpty()) {
                problems.add(
                        "--cors-allowed-origins has an invalid regular expression: " + problem);
            }
        }
    }

    private static String origin(String regex) {
        try {
            Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            return e.getDescription();
        }
        boolean start = regex.startsWith("^") || regex.contains("//");
        boolean end = regex.endsWith("$") || regex.contains(":");
        return start && end
                ? ""
                : "regular expression does not pin to start/end of host in the origin header";
    }

    private void logs() {
        String format = flags.text("logging-format");
        if (!Set.of("text", "json").contains(format)) {
            problems.add("format: Invalid value: \"" + format + "\": Unsupported log format");
        }
        if (flags.duration("log-flush-frequency").toNanos() <= 0) {
            problems.add(
                    "flushFrequency: Invalid value: \""
                            + flags.text("log-flush-frequency")
                            + "\": Must be greater than zero");
        }
        for (String kind : List.of("json", "text")) {
            if (flags.on("log-" + kind + "-split-stream")) {
                problems.add(
                        "options."
                                + kind
                                + ".splitStream: Forbidden: Feature LoggingAlphaOptions is"
                                + " disabled");
            }
        }
        for (String module : flags.list("vmodule")) {
            if (!MODULE.matcher(module).matches()) {
                problems.add(
                        "invalid argument \""
                                + flags.text("vmodule")
                                + "\" for \"--vmodule\" flag: \""
                                + module
                                + "\" does not have the pattern=N format");
            }
        }
    }

    private void authorization() {
        for (String path : flags.list("authorization-always-allow-paths")) {
            int star = path.indexOf('*');
            if (star >= 0 && star < path.length() - 1) {
                problems.add(
                        "only trailing * allowed in \""
                                + (path.startsWith("/") ? path.substring(1) : path)
                                + "\"");
            }
        }
    }

    private void oneOf(String name, String... choices) {
        if (!List.of(choices).contains(flags.text(name).toLowerCase(Locale.ROOT))) {
            invalid(flags.text(name), name, "one of: " + String.join(", ", choices));
        }
    }

    private void within(String name, long least, long most) {
        long number = flags.number(name);
        if (number < least || number > most) {
            invalid(Long.toString(number), name, least + " to " + most);
        }
    }

    private void invalid(String value, String name, String expected) {
        problems.add(
                "invalid value \"" + value + "\" for --" + name + " (expected: " + expected + ")");
    }
}
