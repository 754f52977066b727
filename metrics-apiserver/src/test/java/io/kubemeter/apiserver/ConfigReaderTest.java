package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.kubelet.KubeletVerification;
import java.io.IOException;
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
    void contradictionsAreRefused() {
        refused("at least 10s", "--metric-resolution=9s", "--kubelet-request-timeout=5s");
        refused("at most 0.9 of the resolution", "--metric-resolution=10s");
        refused("should be positive", "--kubelet-request-timeout=0s");
        refused("need both --kubelet-client", "--kubelet-client-key=" + folder);
        refused("need both --tls-cert-file", "--tls-cert-file=" + folder);
        refused("plain http", "--deprecated-kubelet-completely-insecure");
        refused("--kubelet-verification", "--kubelet-verification=maybe");
        refused(
                "--kubelet-preferred-address-types",
                "--kubelet-preferred-address-types=InternalIp");
        refused("--stats-summary", "--stats-summary=maybe");
        refused("--bind-address", "--bind-address=localhost");
        refused("--secure-port", "--secure-port=70000");
        refused("--tls-min-version", "--tls-min-version=VersionTLS10");
        refused("--logging-format", "--logging-format=xml");
        refused("cannot read", "--kubeconfig=" + folder.resolve("absent"));
        refused(
                "cannot use both --kubelet-certificate-authority",
                "--kubelet-insecure-tls",
                "--kubelet-certificate-authority=" + folder);
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
