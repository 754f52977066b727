package io.kubemeter.kubelet.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class HttpDateTest {
    @Test
    void theOneFormIsRead() {
        read("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z");
        read("Sat, 21 Nov 2026 00:00:00 GMT", "2026-11-21T00:00:00Z");
        read("Thu, 29 Feb 2024 23:59:59 GMT", "2024-02-29T23:59:59Z");
        read("Sat, 31 Dec 2016 23:59:60 GMT", "2016-12-31T23:59:59Z");
    }

    @Test
    void nothingElseIs() {
        unread("");
        unread("Sunday, 06-Nov-94 08:49:37 GMT");
        unread("Sun Nov  6 08:49:37 1994");
        unread("Sun, 06 Nov 1994 08:49:37 CET");
        unread("Sun, 06 ovD 1994 08:49:37 GMT");
        unread("Sun, 31 Feb 1994 08:49:37 GMT");
        unread("Sun, 06 Nov 1994 25:49:37 GMT");
        unread("Sun, 0x Nov 1994 08:49:37 GMT");
        unread("Sun, 06 Nov -994 08:49:37 GMT");
    }

    private static void read(String text, String expected) {
        assertThat(HttpDate.parse(text)).as(text).isEqualTo(Instant.parse(expected).toEpochMilli());
    }

    private static void unread(String text) {
        assertThat(HttpDate.parse(text)).as(text).isEqualTo(HttpDate.NONE);
    }
}
