package io.kubemeter.bench;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * The negative control of {@link SampleRingStress}: the same story with the lap check taken out of
 * the ring. It must fail; if it does not, the other one proves nothing.
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
public class UnguardedRingStress {
    private final UnguardedRing ring = new UnguardedRing();

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
        long[] pair = new long[UnguardedRing.LONGS_PER_PAIR];
        if (!ring.newestPair(pair)) {
            StressSamples.none(result);
            return;
        }
        StressSamples.judge(
                result,
                StressSamples.number(pair[4], pair[5], pair[6], pair[7]),
                StressSamples.number(pair[0], pair[1], pair[2], pair[3]));
    }
}
