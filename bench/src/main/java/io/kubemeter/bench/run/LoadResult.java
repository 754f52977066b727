package io.kubemeter.bench.run;

/** How one kind of question was answered: latencies in nanoseconds from when it was due. */
record LoadResult(
        Workload workload,
        int rate,
        Percentiles latency,
        Percentiles firstByte,
        long bytesEach,
        int wrong,
        int unanswered,
        double serverCpuSeconds) {

    /** What to say about answers that were not good; empty where all were. */
    String trouble() {
        return wrong + unanswered == 0
                ? ""
                : ", " + wrong + " wrong, " + unanswered + " unanswered";
    }
}
