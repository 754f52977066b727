package io.kubemeter.bench.run;

/** What came back; times are from a monotonic clock, the body is empty unless it was wanted. */
record Reply(int status, long bytes, long firstByteNanos, long lastByteNanos, String body) {
    boolean good() {
        return status == 200;
    }
}
