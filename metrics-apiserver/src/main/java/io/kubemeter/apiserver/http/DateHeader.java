package io.kubemeter.apiserver.http;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The value of the Date header, made once per second. Any thread may call it. */
final class DateHeader {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private record Made(long second, String text) {}

    private final InstantSource clock;
    private volatile Made made = new Made(Long.MIN_VALUE, "");

    DateHeader(InstantSource clock) {
        this.clock = clock;
    }

    String value() {
        long second = Math.floorDiv(clock.millis(), 1000L);
        Made last = made;
        if (last.second != second) {
            last = new Made(second, FORM.format(Instant.ofEpochSecond(second)));
            made = last;
        }
        return last.text;
    }
}
