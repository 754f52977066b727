package io.kubemeter.simulator.demo;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.time.Duration;
import java.time.InstantSource;
import picocli.CommandLine;

/** Runs {@code kubemeter demo}: the composition root of the simulator's process. */
public final class Main {
    private Main() {}

    /** Exits with 0 when done, 1 when something failed, 2 for options that make no sense. */
    public static void main(String[] args) {
        // The JDK's own logging is silent about details and needs no library.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        System.exit(run(args, InstantSource.system()));
    }

    static int run(String[] args, InstantSource clock) {
        return new CommandLine(new DemoCommand(clock))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Duration.class, DurationText::parse)
                .execute(args);
    }
}
