package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InFlightTest {
    @Test
    void fullRoomLetsNobodyInUntilSomebodyLeaves() {
        InFlight.Room reads = new InFlight(2, 1).room("list");
        assertThat(reads.enter()).isTrue();
        assertThat(reads.enter()).isTrue();
        assertThat(reads.enter()).isFalse();
        reads.leave();
        assertThat(reads.enter()).isTrue();
    }

    @Test
    void readsAndOthersDoNotCrowdEachOther() {
        InFlight inFlight = new InFlight(1, 1);
        assertThat(inFlight.room("get").enter()).isTrue();
        assertThat(inFlight.room("watch").enter()).isFalse();
        assertThat(inFlight.room("create").enter()).isTrue();
    }

    @Test
    void zeroIsNoBound() {
        InFlight.Room reads = new InFlight(0, 0).room("get");
        for (int i = 0; i < 1000; i++) {
            assertThat(reads.enter()).isTrue();
        }
    }
}
