package io.kubemeter.simulator.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kubemeter.simulator.pki.ClusterPki;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;

/** Runs {@code kubemeter demo}: the composition root of the simulator's process. */
public final class Main {
    private Main() {}

    /** Exits with 0 when done, 1 when something failed, 2 for options that make no sense. */
    public static void main(String[] args) {
        // The JDK's own logging is silent about details and needs no library.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        System.exit(run(args, InstantSource.system(), Terminal.system()));
    }

    static int run(String[] args, InstantSource clock, Terminal terminal) {
        // Keys and certificates do not depend on the options and take longest: begin at once.
        CompletableFuture<ClusterPki> pki =
                CompletableFuture.supplyAsync(
                        () -> ClusterPki.create(clock),
                        task -> Thread.ofPlatform().daemon().name("pki").start(task));
        return new CommandLine(new DemoCommand(clock, pki::join, terminal))
                .setOut(new PrintWriter(terminal.out(), true, UTF_8))
                .setErr(new PrintWriter(terminal.progress(), true, UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Duration.class, DurationText::parse)
                .execute(args);
    }
}
