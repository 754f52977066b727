package io.kubemeter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A quick round of the stress tests in every build; {@code bench/README.md} tells of long ones. */
class StressRoundTest {
    private static final List<String> ALL_COMPILERS = List.of("-iters", "2", "-time", "300");
    private static final List<String> ONE_COMPILER =
            List.of("-iters", "6", "-time", "500", "-jvmArgs", "-XX:-TieredCompilation");
    private static final long LIMIT_SECONDS = 180;

    @TempDir Path folder;

    @Test
    void ringGivesWholeAdjacentPairs() throws Exception {
        Path output = folder.resolve("output");

        int exit = stress("SampleRingStress", ALL_COMPILERS, output);

        assertThat(exit).as("%s", Files.readString(output)).isZero();
        assertThat(Files.readString(output)).contains("0 failed").doesNotContain("No tests");
    }

    @Test
    void ringWithoutItsLapCheckIsCaught() throws Exception {
        Path output = folder.resolve("output");

        int exit = stress("UnguardedRingStress", ONE_COMPILER, output);

        assertThat(exit).as("%s", Files.readString(output)).isNotZero();
        assertThat(Files.readString(output)).contains("Observed forbidden state");
    }

    private int stress(String test, List<String> options, Path output)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "org.openjdk.jcstress.Main",
                                "-t",
                                "io\\.kubemeter\\.bench\\." + test + "$",
                                "-r",
                                folder.resolve("report").toString()));
        command.addAll(List.of("-m", "quick", "-sc", "false", "-f", "1"));
        command.addAll(options);
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .as("%s ends within %d s", test, LIMIT_SECONDS)
                    .isTrue();
            return process.exitValue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
