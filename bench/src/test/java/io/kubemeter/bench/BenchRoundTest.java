package io.kubemeter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Every bench runs for a moment in every build. Its figures mean nothing. */
class BenchRoundTest {
    private static final TimeValue MOMENT = TimeValue.milliseconds(50);

    @Test
    void everyBenchRuns() throws Exception {
        Collection<RunResult> results =
                new Runner(
                                new OptionsBuilder()
                                        .include("io\\.kubemeter\\.bench\\..*Bench\\..*")
                                        .forks(0)
                                        .warmupIterations(1)
                                        .warmupTime(MOMENT)
                                        .measurementIterations(1)
                                        .measurementTime(MOMENT)
                                        .addProfiler(GCProfiler.class)
                                        .shouldFailOnError(true)
                                        .build())
                        .run();

        assertThat(results).hasSizeGreaterThanOrEqualTo(10);
        assertThat(results)
                .allSatisfy(result ->
                        assertThat(result.getSecondaryResults()).containsKey("gc.alloc.rate.norm"));
    }
}
