package io.kubemeter.apiserver.api;

import io.kubemeter.apiserver.api.Negotiation.Transform;
import io.kubemeter.apiserver.json.JsonIndent;
import io.kubemeter.apiserver.json.JsonWriter;
import io.kubemeter.apiserver.json.YamlText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * What {@code /statusz} tells: since when we run, and which version. People get a text; who asks
 * for the kind {@code Statusz} by name gets an object.
 */
final class StatusPage {
    private static final String NAME = "kubemeter";
    static final String GROUP = "config.k8s.io";
    static final String KIND = "Statusz";
    private static final String OLD_VERSION = "v1alpha1";
    static final List<String> VERSIONS = List.of(OLD_VERSION, "v1beta1");
    private static final List<String> PATHS =
            List.of("/healthz", "/livez", "/metrics", "/readyz", "/version");
    private static final List<String> FORMS = List.of("as", "g", "v", "stream", "sv");
    private static final String ACCEPTED =
            "only the following media types are accepted: application/json, application/yaml,"
                    + " text/plain";
    private static final Answer.Header DEPRECATED =
            new Answer.Header(
                    "Warning",
                    "299 - \"This version of the statusz endpoint is deprecated. Please use a newer"
                            + " version.\"");
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
        String accept = request.header("Accept");
        if (accept == null || accept.isEmpty()) {
            return text(request);
        }
        boolean pretty = Negotiation.asksForPretty(request);
        for (AcceptClause clause : AcceptClause.parse(accept)) {
            boolean lasting = !clause.parameters().getOrDefault("stream", "").isEmpty();
            Negotiation agreed =
                    lasting ? null : Negotiation.of(clause, Negotiation.Endpoint.STATUS, pretty);
            Transform kind = agreed == null ? null : agreed.transform();
            if (agreed != null && kind != null) {
                return object(request, agreed, kind);
            }
            if (clause.matches("text", "plain") && isBare(clause)) {
                return text(request);
            }
        }
        return Answers.status(request, Status.notAcceptable(ACCEPTED), Negotiation.Endpoint.TEXT);
    }

    /** Whether it wants the thing itself, in no form that has a name. */
    private static boolean isBare(AcceptClause clause) {
        return FORMS.stream()
                .allMatch(form -> clause.parameters().getOrDefault(form, "").isEmpty());
    }

    private Answer object(ApiRequest request, Negotiation agreed, Transform kind) {
        String json = json(kind.version());
        byte[] body =
                switch (agreed.format()) {
                    case YAML -> YamlText.of(json);
                    default ->
                            agreed.pretty()
                                    ? JsonIndent.of(json)
                                    : (json + "\n").getBytes(StandardCharsets.UTF_8);
                };
        String type =
                agreed.format().mediaType()
                        + ";g="
                        + GROUP
                        + ";v="
                        + kind.version()
                        + ";as="
                        + KIND;
        List<Answer.Header> headers =
                kind.version().equals(OLD_VERSION) ? List.of(DEPRECATED) : List.of();
        return Answers.of(request, 200, type, headers, BodySource.of(body));
    }

    private String json(String asVersion) {
        return "{\"kind\":\""
                + KIND
                + "\",\"apiVersion\":\""
                + GROUP
                + "/"
                + asVersion
                + "\",\"metadata\":{\"name\":\""
                + NAME
                + "\"},\"startTime\":\""
                + started.truncatedTo(ChronoUnit.SECONDS)
                + "\",\"uptimeSeconds\":"
                + up().toSeconds()
                + ",\"goVersion\":"
                + JsonWriter.quote("java" + Runtime.version().feature())
                + ",\"binaryVersion\":"
                + JsonWriter.quote(version)
                + ",\"paths\":["
                + String.join(",", PATHS.stream().map(JsonWriter::quote).toList())
                + "]}";
    }

    private Answer text(ApiRequest request) {
        return Answers.of(
                request,
                200,
                Answers.TEXT,
                List.of(),
                BodySource.of(text().getBytes(StandardCharsets.US_ASCII)));
    }

    private Duration up() {
        return Duration.between(started, clock.instant());
    }

    private String text() {
        return String.format(
                Locale.ROOT,
                """

                %s statusz
                Warning: This endpoint is for people: its text may change at any time.

                Started: %s
                Up: %d hr %02d min %02d sec
                Java version: %s
                Binary version: %s
                Paths: %s
                """,
                NAME,
                DATE.format(started),
                up().toHours(),
                up().toMinutesPart(),
                up().toSecondsPart(),
                Runtime.version(),
                version,
                String.join(" ", PATHS));
    }
}
