package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.kubelet.KubeletVerification;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
    @TempDir Path folder;

    @Test
    void defaultsAreUpstreamsButForTheDecidedOnes() {
        Config config = valid();
        assertThat(config.kubelets().resolution()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.kubelets().requestTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.kubelets().verification()).isEqualTo(KubeletVerification.NODE);
        assertThat(config.store().maxSampleAgeMillis()).isEqualTo(180_000);
        assertThat(config.serving().port()).isEqualTo(443);
        assertThat(config.serving().streamsPerConnection()).isEqualTo(100);
        assertThat(config.authentication().skipLookup()).isFalse();
        assertThat(config.targets().preferredTypes()).first().isEqualTo("InternalIP");
    }

    @Test
    void aSampleOfAnIdleContainerIsServedUntilItsKubeletRefreshesIt() {
        assertThat(valid("--metric-resolution=15s").store().maxSampleAgeMillis()).isEqualTo(60_000);
        assertThat(valid("--metric-resolution=30s").store().maxSampleAgeMillis()).isEqualTo(90_000);
        assertThat(
                        valid("--metric-resolution=15s", "--max-sample-age=20s")
                                .store()
                                .maxSampleAgeMillis())
                .isEqualTo(20_000);
    }

    @Test
    void certificatesByNameAreRead() throws IOException {
        Path chain = Files.createFile(folder.resolve("chain"));
        Path key = Files.createFile(folder.resolve("key"));
        assertThat(
                        valid(
                                        "--tls-sni-cert-key=" + chain + "," + key,
                                        "--tls-sni-cert-key="
                                                + chain
                                                + ", "
                                                + key
                                                + ":a.test,*.b.test")
                                .serving()
                                .named())
                .containsExactly(
                        new SniPair(chain, key, List.of()),
                        new SniPair(chain, key, List.of("a.test", "*.b.test")));
        assertThat(problems("--tls-sni-cert-key=one"))
                .containsExactly(
                        "invalid argument \"one\" for \"--tls-sni-cert-key\" flag: expected comma"
                                + " separated certificate and key file paths");
        assertThat(problems("--tls-sni-cert-key=a,b:"))
                .containsExactly(
                        "invalid argument \"a,b:\" for \"--tls-sni-cert-key\" flag: empty names"
                                + " list is not allowed");
        assertThat(problems("--tls-sni-cert-key=" + chain + "," + folder.resolve("none")))
                .singleElement()
                .asString()
                .startsWith("--tls-sni-cert-key: cannot read");
    }

    @Test
    void strictTransportIsOneHeader() {
        assertThat(valid().serving().answers().headers()).isEmpty();
        assertThat(
                        valid("--strict-transport-security-directives=max-age=9,preload")
                                .serving()
                                .answers()
                                .headers())
                .extracting(header -> header.name() + ": " + header.value())
                .containsExactly("Strict-Transport-Security: max-age=9; preload");
    }

    @Test
    void portsOfOurOwnComeWithTheAggregatorAlone() {
        assertThat(valid().serving().ownPorts()).isEmpty();
        Config.OwnPorts usual = valid("--aggregator-only").serving().ownPorts().orElseThrow();
        assertThat(usual.probes()).contains(new InetSocketAddress(8081));
        assertThat(usual.metrics()).contains(new InetSocketAddress(8443));
        Config.OwnPorts given =
                valid(
                                "--aggregator-only",
                                "--health-probe-bind-address=[::1]:9000",
                                "--metrics-bind-address=0")
                        .serving()
                        .ownPorts()
                        .orElseThrow();
        assertThat(given.probes())
                .contains(new InetSocketAddress(InetAddress.ofLiteral("::1"), 9000));
        assertThat(given.metrics()).isEmpty();
    }

    @Test
    void portsOfOurOwnAreChecked() {
        assertThat(problems("--metrics-bind-address=:9000"))
                .containsExactly(
                        "--metrics-bind-address counts with --aggregator-only alone: without it"
                                + " everything is answered at --secure-port");
        for (String bad : List.of("9000", "localhost:9000", ":70000", "::1:9000", "1.2.3.4")) {
            assertThat(problems("--aggregator-only", "--health-probe-bind-address=" + bad))
                    .as(bad)
                    .containsExactly(
                            "invalid value \""
                                    + bad
                                    + "\" for --health-probe-bind-address (expected: <IP>:<port>,"
                                    + " :<port> for every address, or 0 for none)");
        }
        assertThat(problems("--aggregator-only", "--secure-port=8443"))
                .containsExactly("--secure-port and --metrics-bind-address both want port 8443");
        assertThat(
                        problems(
                                "--aggregator-only",
                                "--metrics-bind-address=127.0.0.1:9000",
                                "--health-probe-bind-address=127.0.0.2:9000"))
                .isEmpty();
        assertThat(problems("--aggregator-only", "--authentication-skip-lookup"))
                .containsExactly(
                        "--aggregator-only needs to know the aggregator's authority: give"
                                + " --requestheader-client-ca-file or leave out"
                                + " --authentication-skip-lookup");
    }

    @Test
    void reviewsFallBackToTheMainKubeconfig() throws IOException {
        Path main = Files.createFile(folder.resolve("main"));
        Path reviews = Files.createFile(folder.resolve("reviews"));
        Config config = valid("--kubeconfig=" + main, "--authorization-kubeconfig=" + reviews);
        assertThat(config.kube().authentication()).contains(main);
        assertThat(config.kube().authorization()).contains(reviews);
    }

    @Test
    void insecureTlsIsVerificationNone() {
        assertThat(valid("--kubelet-insecure-tls").kubelets().verification())
                .isEqualTo(KubeletVerification.NONE);
        assertThat(valid("--kubelet-verification=address").kubelets().verification())
                .isEqualTo(KubeletVerification.ADDRESS);
    }

    @Test
    void contradictionsAboutKubeletsAreRefusedInUpstreamsWords() {
        says(
                "metric-resolution should be a time duration at least 10s, but value 9s provided",
                "--metric-resolution=9s",
                "--kubelet-request-timeout=5s");
        says(
                "metric-resolution should be larger than kubelet-request-timeout, but"
                        + " metric-resolution value 10s kubelet-request-timeout value 10s provided",
                "--metric-resolution=10s");
        says("kubelet-request-timeout should be positive", "--kubelet-request-timeout=0s");
        says(
                "need both --kubelet-client-key and --kubelet-client-certificate",
                "--kubelet-client-key=" + folder);
        says(
                "cannot use both --kubelet-certificate-authority and --kubelet-insecure-tls",
                "--kubelet-insecure-tls",
                "--kubelet-certificate-authority=" + folder);
        for (String other : List.of("kubelet-client-key", "kubelet-client-certificate")) {
            says(
                    "cannot use both --" + other + " and --deprecated-kubelet-completely-insecure",
                    "--" + other + "=" + folder,
                    "--deprecated-kubelet-completely-insecure");
        }
        says(
                "cannot use both --kubelet-insecure-tls and"
                        + " --deprecated-kubelet-completely-insecure",
                "--kubelet-insecure-tls",
                "--deprecated-kubelet-completely-insecure");
    }

    @Test
    void contradictionsAboutServingAreRefusedInUpstreamsWords() {
        for (String name :
                List.of(
                        "max-requests-inflight",
                        "max-mutating-requests-inflight",
                        "min-request-timeout")) {
            says("--" + name + " can not be negative value", "--" + name + "=-1");
        }
        for (String name :
                List.of(
                        "request-timeout",
                        "shutdown-delay-duration",
                        "storage-initialization-timeout")) {
            says("--" + name + " can not be negative value", "--" + name + "=-1s");
        }
        says("--livez-grace-period can not be a negative value", "--livez-grace-period=-1s");
        says(
                "shutdown-watch-termination-grace-period, if provided, can not be a negative value",
                "--shutdown-watch-termination-grace-period=-1s");
        says("--goaway-chance can not be less than 0 or greater than 0.02", "--goaway-chance=0.03");
        says("unknown tls version \"x\"", "--tls-min-version=x");
    }

    @Test
    void otherContradictionsAreRefusedInUpstreamsWords() {
        says("format: Invalid value: \"x\": Unsupported log format", "--logging-format=x");
        says(
                "flushFrequency: Invalid value: \"0s\": Must be greater than zero",
                "--log-flush-frequency=0s");
        says(
                "options.json.splitStream: Forbidden: Feature LoggingAlphaOptions is disabled",
                "--log-json-split-stream");
        says(
                "invalid argument \"x\" for \"--vmodule\" flag: \"x\" does not have the pattern=N"
                        + " format",
                "--vmodule=x");
        says(
                "--strict-transport-security-directives invalid, allowed values:"
                        + " max-age=expireTime, includeSubDomains, preload. see"
                        + " https://tools.ietf.org/html/rfc6797#section-6.1 for more information",
                "--strict-transport-security-directives=x");
        says(
                "--cors-allowed-origins has an invalid regular expression: regular expression does"
                        + " not pin to start/end of host in the origin header",
                "--cors-allowed-origins=x");
        says(
                "invalid argument \"x\" for \"--bind-address\" flag: failed to parse IP: \"x\"",
                "--bind-address=x");
        says("only trailing * allowed in \"a*b\"", "--authorization-always-allow-paths=/a*b");
    }

    @Test
    void whatUpstreamTakesUnseenIsRefusedByName() {
        refused("need both --tls-cert-file", "--tls-cert-file=" + folder);
        refused("plain http", "--deprecated-kubelet-completely-insecure");
        refused("--kubelet-verification", "--kubelet-verification=maybe");
        refused(
                "--kubelet-preferred-address-types",
                "--kubelet-preferred-address-types=InternalIp");
        refused("--stats-summary", "--stats-summary=maybe");
        refused("--secure-port", "--secure-port=70000");
        refused("cannot read", "--kubeconfig=" + folder.resolve("absent"));
    }

    private static void says(String sentence, String... arguments) {
        assertThat(problems(arguments)).contains(sentence);
    }

    @Test
    void anAccountForTokensIsNamedWithItsNamespace() {
        assertThat(valid().kubeletFiles().tokenAccount()).isEmpty();
        assertThat(
                        valid("--kubelet-token-account=kube-system/scraper")
                                .kubeletFiles()
                                .tokenAccount())
                .contains("kube-system/scraper");
        refused("should be <namespace>/<name>", "--kubelet-token-account=scraper");
        refused("should be <namespace>/<name>", "--kubelet-token-account=../a/b");
    }

    @Test
    void everyContradictionIsNamedAtOnce() {
        assertThat(
                        problems(
                                "--secure-port=-1",
                                "--kubelet-port=0",
                                "--metric-resolution=1s",
                                "--tls-min-version=SSLv3"))
                .hasSize(5);
    }

    private Config valid(String... arguments) {
        List<String> given = new ArrayList<>(List.of(arguments));
        ConfigReader.Result result = ConfigReader.read(parse(given).values());
        assertThat(result.problems()).isEmpty();
        return result.config().orElseThrow();
    }

    private static void refused(String because, String... arguments) {
        assertThat(problems(arguments)).anyMatch(problem -> problem.contains(because));
    }

    private static List<String> problems(String... arguments) {
        return ConfigReader.read(parse(List.of(arguments)).values()).problems();
    }

    private static Flags.Parsed parse(List<String> arguments) {
        Flags.Parsed parsed = Flags.parse(arguments, Map.of());
        assertThat(parsed.problems()).isEmpty();
        return parsed;
    }
}
