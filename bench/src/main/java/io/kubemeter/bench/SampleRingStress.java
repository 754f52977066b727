package io.kubemeter.bench;

import io.kubemeter.ring.SamplePair;
import io.kubemeter.ring.SampleRing;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * One writer goes round the ring twice while one reader asks for the newest pair: it is two whole
 * samples, adjacent and in order, or there is none yet.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "No pair yet.")
@Outcome(
        id = {"1, 2", "2, 3", "3, 4", "4, 5", "5, 6", "6, 7", "7, 8"},
        expect = Expect.ACCEPTABLE,
        desc = "Adjacent, in order.")
@Outcome(id = "-1, -1", expect = Expect.FORBIDDEN, desc = "A torn sample.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Not adjacent, or not in order.")
@State
public class SampleRingStress {
    private final SampleRing ring = new SampleRing();
    private final SamplePair pair = new SamplePair();

    /** The event loop that owns the node. */
    @Actor
    public void writer() {
        for (long n = 1; n <= StressSamples.APPENDED; n++) {
            ring.append(
                    StressSamples.start(n),
                    StressSamples.timestamp(n),
                    StressSamples.cpu(n),
                    StressSamples.memory(n));
        }
    }

    /** An event loop that answers a request. */
    @Actor
    public void reader(LL_Result result) {
        if (!ring.newestPair(pair)) {
            StressSamples.none(result);
            return;
        }
        StressSamples.judge(
                result,
                StressSamples.number(
                        pair.previousStartMillis(),
                        pair.previousTimestampMillis(),
                        pair.previousCpuNanos(),
                        pair.previousMemoryBytes()),
                StressSamples.number(
                        pair.newestStartMillis(),
                        pair.newestTimestampMillis(),
                        pair.newestCpuNanos(),
                        pair.newestMemoryBytes()));
    }
}
