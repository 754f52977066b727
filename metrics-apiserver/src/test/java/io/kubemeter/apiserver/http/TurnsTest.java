package io.kubemeter.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<String> done = new ArrayList<>();
    private long nanos;
    private final Turns turns = new Turns(channel.eventLoop(), () -> nanos);

    @BeforeEach
    void freeze() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        channel.close();
    }

    @Test
    void workRunsAtOnceWhereNothingHasBefore() {
        turns.execute(work("first"));

        assertThat(done).containsExactly("first");
    }

    @Test
    void workBehindItWaitsUntilTheLoopHasRead() {
        turns.execute(work("first"));
        turns.execute(work("second"));

        assertThat(done).containsExactly("first");
        round();
        assertThat(done).containsExactly("first", "second");
    }

    @Test
    void turnEndsWhenItsTimeIsOver() {
        turns.execute(work("at once"));
        turns.execute(longWork("first"));
        turns.execute(longWork("second"));
        turns.execute(work("third"));

        round();
        assertThat(done).containsExactly("at once", "first");
        round();
        assertThat(done).containsExactly("at once", "first", "second");
        round();
        assertThat(done).containsExactly("at once", "first", "second", "third");
    }

    @Test
    void shortWorkSharesATurn() {
        turns.execute(work("at once"));
        turns.execute(work("first"));
        turns.execute(work("second"));

        round();

        assertThat(done).containsExactly("at once", "first", "second");
    }

    @Test
    void workThatAsksForMoreGoesBehindWhatWaits() {
        turns.execute(() -> turns.execute(work("second piece")));
        turns.execute(work("other answer"));
        turns.execute(() -> turns.execute(work("third piece")));

        round();

        assertThat(done).containsExactly("second piece", "other answer", "third piece");
    }

    @Test
    void workThatFailsHoldsUpNobody() {
        turns.execute(work("at once"));
        turns.execute(() -> {
            throw new IllegalStateException("bug");
        });
        turns.execute(work("behind it"));

        round();

        assertThat(done).containsExactly("at once", "behind it");
    }

    @Test
    void workRunsAtOnceAgainWhenNothingWaits() {
        turns.execute(work("first"));
        round();
        turns.execute(work("second"));

        assertThat(done).containsExactly("first", "second");
    }

    private Runnable work(String name) {
        return () -> done.add(name);
    }

    private Runnable longWork(String name) {
        return () -> {
            done.add(name);
            nanos += Turns.LONGEST.toNanos();
        };
    }

    /** One round of the loop: what is due by now runs, and what it adds is due in the next. */
    private void round() {
        channel.advanceTimeBy(1, TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }
}
