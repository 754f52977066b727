package io.kubemeter.simulator.kubelet;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * What one event loop reuses from answer to answer.
 *
 * <p><b>Owner:</b> one event loop.
 */
final class Scratch {
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private final BodyWriter writer = new BodyWriter();
    private final ResourceBody resourceBody = new ResourceBody(writer);
    private long dateSecond = Long.MIN_VALUE;
    private byte[] date = {};

    BodyWriter writer() {
        return writer;
    }

    ResourceBody resourceBody() {
        return resourceBody;
    }

    /** The value of a Date header. */
    byte[] date(long millis) {
        long second = Math.floorDiv(millis, 1000L);
        if (second != dateSecond) {
            dateSecond = second;
            date = HTTP_DATE.format(Instant.ofEpochSecond(second)).getBytes(US_ASCII);
        }
        return date;
    }
}
