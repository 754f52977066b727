package io.kubemeter.apiserver.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeTest {
    private final Probe well =
            new Probe("readyz", List.of(HealthCheck.passing("ping"), HealthCheck.passing("log")));
    private final Probe ill =
            new Probe(
                    "livez",
                    List.of(
                            HealthCheck.passing("ping"),
                            new HealthCheck("late", () -> "two rounds late")));

    @Test
    void healthyProbeSaysOk() {
        assertThat(well.all(false, List.of())).isEqualTo(new HealthAnswer(true, "ok", true));
    }

    @Test
    void verboseListsTheChecksInOrder() {
        assertThat(well.all(true, List.of()).text())
                .isEqualTo("[+]ping ok\n[+]log ok\nreadyz check passed\n");
    }

    @Test
    void failingProbeIsVerboseAndSaysWhy() {
        assertThat(ill.all(false, List.of()))
                .isEqualTo(
                        new HealthAnswer(
                                false,
                                "[+]ping ok\n[-]late failed: two rounds late\nlivez check failed\n",
                                true));
    }

    @Test
    void remarksAreForThoseWhoAskForMore() {
        Probe remarking =
                new Probe(
                        "readyz",
                        List.of(
                                new HealthCheck(
                                        "numbers", () -> null, () -> List.of("KM108: 1 node")),
                                HealthCheck.passing("ping")));
        assertThat(remarking.all(true, List.of()).text())
                .isEqualTo("[+]numbers ok\n    KM108: 1 node\n[+]ping ok\nreadyz check passed\n");
        assertThat(remarking.all(false, List.of()).text()).isEqualTo("ok");
    }

    @Test
    void excludedCheckDoesNotCount() {
        assertThat(ill.all(true, List.of("late")).text())
                .isEqualTo("[+]ping ok\n[+]late excluded: ok\nlivez check passed\n");
    }

    @Test
    void unknownExclusionIsWarnedOf() {
        assertThat(well.all(true, List.of("nope")).text())
                .contains("warn: some health checks cannot be excluded: no matches for \"nope\"\n");
    }

    @Test
    void singleCheckAnswersForItself() {
        assertThat(ill.one("ping")).contains(new HealthAnswer(true, "ok", false));
        assertThat(ill.one("late"))
                .contains(
                        new HealthAnswer(false, "internal server error: two rounds late\n", false));
        assertThat(ill.one("nope")).isEmpty();
    }

    @Test
    void pathsNameEveryCheck() {
        assertThat(well.paths()).containsExactly("/readyz", "/readyz/ping", "/readyz/log");
    }
}
