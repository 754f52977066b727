package io.kubemeter.simulator.world;

import java.util.SplittableRandom;

/**
 * Deals out what containers do: of twenty main containers eight are constant, four ramp, four
 * burst, three are idle and one restarts again and again; sidecars are small.
 *
 * <p><b>Owner:</b> the thread that holds the world's lock.
 */
final class Works {
    private static final long NANOS_PER_MILLI_PER_MILLICORE = 1_000;
    private static final long MEBIBYTE = 1 << 20;
    private static final long MINUTE = 60_000;

    private final SplittableRandom random;
    private final Refresh refresh;
    private int dealt;

    Works(SplittableRandom random, Refresh refresh) {
        this.random = random;
        this.refresh = refresh;
    }

    SimulatedContainer.Work main() {
        return work(mainLoad(dealt++ % 20), 32 + random.nextInt(480));
    }

    SimulatedContainer.Work sidecar() {
        long rate = rate(1 + random.nextInt(12));
        Load load =
                switch (random.nextInt(5)) {
                    case 0 -> idle();
                    case 1 -> new Load.Burst(rate, rate * 5, 8_000, 40_000);
                    default -> new Load.Constant(rate);
                };
        return work(load, 20 + random.nextInt(40));
    }

    private Load mainLoad(int kind) {
        double skew = random.nextDouble();
        long rate = rate(5 + 115 * skew * skew + (skew > 0.98 ? 300 : 0));
        return switch (kind) {
            case 4, 8, 13, 18 ->
                    new Load.Ramp(rate / 4, rate * 2, (2 + random.nextInt(6)) * MINUTE);
            case 2, 7, 11, 16 ->
                    new Load.Burst(rate / 5, rate * 4, 20_000, 60_000 + random.nextInt(120_000));
            case 5, 10, 15 -> idle();
            case 19 -> new Load.Restart(rate, (3 + random.nextInt(5)) * MINUTE);
            default -> new Load.Constant(rate);
        };
    }

    private Load idle() {
        return new Load.Idle(
                11_000_000 + random.nextInt(1_000_000),
                70_000 + random.nextInt(20_000),
                15_000 + random.nextInt(30_000));
    }

    /** Millicores as nanoseconds of CPU per millisecond, with a crooked last part. */
    private long rate(double millicores) {
        return (long) (millicores * NANOS_PER_MILLI_PER_MILLICORE) + random.nextInt(1_000);
    }

    private SimulatedContainer.Work work(Load load, long mebibytes) {
        long seed = random.nextLong();
        MemoryShape memory =
                new MemoryShape(
                        mebibytes * MEBIBYTE, mebibytes * MEBIBYTE / 8, 10 * MINUTE + seed % 1000);
        return new SimulatedContainer.Work(
                load, memory, load.idle() ? refresh.idle(seed) : refresh.busy(seed));
    }
}
