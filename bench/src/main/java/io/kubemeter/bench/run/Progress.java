package io.kubemeter.bench.run;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Says on stderr what is being done, with the seconds since the start. */
final class Progress {
    private static final double NANOS = 1e9;

    private final PrintStream out;
    private final LongSupplier nanos;
    private final long startNanos;

    Progress(PrintStream out, LongSupplier nanos) {
        this.out = out;
        this.nanos = nanos;
        this.startNanos = nanos.getAsLong();
    }

    void say(String what) {
        double seconds = (nanos.getAsLong() - startNanos) / NANOS;
        out.println(String.format(Locale.ROOT, "bench: %7.1f s  ", seconds) + what);
    }
}
