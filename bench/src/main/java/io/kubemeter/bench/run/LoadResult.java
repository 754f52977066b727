package io.kubemeter.bench.run;

/** How one kind of question was answered: latencies in nanoseconds from when it was due. */
record LoadResult(
        Workload workload,
        int rate,
        Percentiles latency,
        Percentiles firstByte,
        long bytesEach,
        Misses misses,
        double serverCpuSeconds) {}
