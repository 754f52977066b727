package io.kubemeter.bench;

import org.openjdk.jcstress.infra.results.LL_Result;

/** Samples that tell by each of their four numbers which one they are. */
final class StressSamples {
    /** Twice round a ring of four. */
    static final int APPENDED = 8;

    private static final long TORN = -1;

    private StressSamples() {}

    static long start(long n) {
        return n;
    }

    static long timestamp(long n) {
        return n * 10;
    }

    static long cpu(long n) {
        return n * 100;
    }

    static long memory(long n) {
        return n * 1000;
    }

    /** Which sample this is, or torn. */
    static long number(long startMillis, long timestampMillis, long cpuNanos, long memoryBytes) {
        boolean whole =
                timestampMillis == timestamp(startMillis)
                        && cpuNanos == cpu(startMillis)
                        && memoryBytes == memory(startMillis);
        return whole ? startMillis : TORN;
    }

    static void none(LL_Result result) {
        result.r1 = 0L;
        result.r2 = 0L;
    }

    static void judge(LL_Result result, long previous, long newest) {
        boolean torn = previous == TORN || newest == TORN;
        result.r1 = torn ? TORN : previous;
        result.r2 = torn ? TORN : newest;
    }
}
