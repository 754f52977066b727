package io.kubemeter.apiserver.api;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** What {@code /statusz} tells people: since when we run, and which version. */
final class StatusPage {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss 'UTC' yyyy", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final InstantSource clock;
    private final Instant started;
    private final String version;

    StatusPage(InstantSource clock, String version) {
        this.clock = clock;
        this.started = clock.instant();
        this.version = version;
    }

    Answer answer(ApiRequest request) {
        return Answers.of(
                request,
                200,
                Answers.TEXT,
                List.of(),
                BodySource.of(text().getBytes(StandardCharsets.US_ASCII)));
    }

    private String text() {
        Duration up = Duration.between(started, clock.instant());
        return String.format(
                Locale.ROOT,
                """

                kubemeter statusz
                Warning: This endpoint is for people: its text may change at any time.

                Started: %s
                Up: %d hr %02d min %02d sec
                Java version: %s
                Binary version: %s
                Paths: /healthz /livez /metrics /readyz /version
                """,
                DATE.format(started),
                up.toHours(),
                up.toMinutesPart(),
                up.toSecondsPart(),
                Runtime.version(),
                version);
    }
}
