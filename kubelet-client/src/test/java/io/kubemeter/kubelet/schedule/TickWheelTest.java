package io.kubemeter.kubelet.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TickWheelTest {
    private static final long TICK = 100;

    private final TickWheel wheel = new TickWheel(TICK, 5_000);
    private final List<String> fired = new ArrayList<>();

    @Test
    void nothingIsDueWhileNothingIsSet() {
        assertThat(wheel.nextNanos()).isEqualTo(Long.MAX_VALUE);
        wheel.advance(1_000_000);
        assertThat(fired).isEmpty();
    }

    @Test
    void aTimerFiresOnTheTickAfterItsTime() {
        wheel.schedule(timer("a"), 5_150);
        assertThat(wheel.nextNanos()).isEqualTo(5_200);
        wheel.advance(5_199);
        assertThat(fired).isEmpty();
        wheel.advance(5_200);
        assertThat(fired).containsExactly("a");
        wheel.advance(6_000);
        assertThat(fired).hasSize(1);
    }

    @Test
    void whatIsDueAlreadyFiresOnTheNextTick() {
        wheel.advance(7_000);
        wheel.schedule(timer("late"), 5_100);
        assertThat(wheel.nextNanos()).isEqualTo(7_100);
        wheel.advance(7_100);
        assertThat(fired).containsExactly("late");
    }

    @Test
    void lateTicksAreNotQueued() {
        wheel.schedule(timer("once"), 5_100);
        wheel.advance(5_000 + 5_000 * TICK);
        assertThat(fired).containsExactly("once");
    }

    @Test
    void aTimerFurtherThanTheWheelWaitsItsRounds() {
        long far = 5_000 + 3_000 * TICK;
        wheel.schedule(timer("far"), far);
        long at = 5_000;
        while (at < far - TICK) {
            long next = wheel.nextNanos();
            assertThat(next).isLessThanOrEqualTo(far);
            at = Math.min(next, far - TICK);
            wheel.advance(at);
        }
        assertThat(fired).isEmpty();
        wheel.advance(far);
        assertThat(fired).containsExactly("far");
    }

    @Test
    void aTimerThatIsSetAgainFiresOnce() {
        Timer timer = timer("moved");
        wheel.schedule(timer, 5_100);
        wheel.schedule(timer, 5_300);
        wheel.advance(5_200);
        assertThat(fired).isEmpty();
        wheel.advance(5_300);
        assertThat(fired).containsExactly("moved");
    }

    @Test
    void aCancelledTimerIsSilentEvenWhenItsTickHasCome() {
        Timer victim = timer("victim");
        Timer killer = new Timer(() -> wheel.cancel(victim));
        wheel.schedule(victim, 5_100);
        wheel.schedule(killer, 5_100);
        wheel.advance(5_100);
        assertThat(fired).isEmpty();
        assertThat(wheel.nextNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aTimerMaySetItselfAgainWhileItFires() {
        Timer[] self = new Timer[1];
        self[0] =
                new Timer(() -> {
                    fired.add("again");
                    wheel.schedule(self[0], 0);
                });
        wheel.schedule(self[0], 5_100);
        for (int tick = 1; tick <= 5; tick++) {
            wheel.advance(5_000 + tick * TICK);
        }
        assertThat(fired).hasSize(5);
    }

    @Test
    void neighboursOfOneSlotAreUnlinkedInAnyOrder() {
        Timer a = timer("a");
        Timer b = timer("b");
        Timer c = timer("c");
        List.of(a, b, c).forEach(each -> wheel.schedule(each, 5_100));
        wheel.cancel(b);
        wheel.advance(5_100);
        assertThat(fired).containsExactlyInAnyOrder("a", "c");
    }

    private Timer timer(String name) {
        return new Timer(() -> fired.add(name));
    }
}
