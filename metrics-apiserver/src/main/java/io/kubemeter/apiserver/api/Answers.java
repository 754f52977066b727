package io.kubemeter.apiserver.api;

import io.kubemeter.apiserver.api.Answer.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes answers with the headers that every answer has, also for who answers outside the API. */
public final class Answers {
    public static final String TEXT = "text/plain; charset=utf-8";

    private static final Header PRIVATE = new Header("Cache-Control", "no-cache, private");
    private static final Header NO_SNIFF = new Header("X-Content-Type-Options", "nosniff");
    private static final int UNAUTHORIZED_FORBIDDEN = 403;

    private Answers() {}

    /** A status in the format that the caller accepts; indented JSON where it accepts none. */
    public static Answer status(ApiRequest request, Status status) {
        return status(request, status, status.code() == UNAUTHORIZED_FORBIDDEN);
    }

    /** The same for one that upstream guards against being taken for a page. */
    public static Answer guarded(ApiRequest request, Status status) {
        return status(request, status, true);
    }

    private static Answer status(ApiRequest request, Status status, boolean guarded) {
        return status(request, status, guarded, Negotiation.Endpoint.PLAIN);
    }

    /** A status from an endpoint that has formats of its own. */
    static Answer status(ApiRequest request, Status status, Negotiation.Endpoint endpoint) {
        return status(request, status, false, endpoint);
    }

    private static Answer status(
            ApiRequest request, Status status, boolean guarded, Negotiation.Endpoint endpoint) {
        Negotiation agreed = Negotiation.of(request, endpoint);
        Format format = agreed == null ? Format.JSON : agreed.format();
        boolean indented = agreed == null || agreed.pretty();
        List<Header> headers = new ArrayList<>();
        if (guarded) {
            headers.add(NO_SNIFF);
        }
        Status.Details details = status.details();
        if (details != null && details.retryAfterSeconds() > 0) {
            headers.add(new Header("Retry-After", Integer.toString(details.retryAfterSeconds())));
        }
        byte[] body = StatusBody.of(status, format, indented);
        return of(request, status.code(), format.mediaType(), headers, BodySource.of(body));
    }

    /** A plain text that no browser takes for anything else. */
    public static Answer text(ApiRequest request, int code, String text) {
        return of(
                request,
                code,
                TEXT,
                List.of(NO_SNIFF),
                BodySource.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Nobody here knows this path. */
    public static Answer noSuchPath(ApiRequest request) {
        return status(request, Status.noSuchPath());
    }

    /** Any body. */
    public static Answer of(
            ApiRequest request, int code, String contentType, List<Header> more, BodySource body) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Audit-Id", request.auditId()));
        if (more.stream().noneMatch(h -> h.name().equals("Cache-Control"))) {
            headers.add(PRIVATE);
        }
        if (!contentType.isEmpty()) {
            headers.add(new Header("Content-Type", contentType));
        }
        headers.addAll(more);
        return new Answer(code, headers, body);
    }

    /** An object or list, compressed where the caller takes it and it pays. */
    static Answer object(ApiRequest request, Negotiation agreed, BodySource body) {
        String type = agreed.format().mediaType();
        if (!Compression.isAccepted(request.header("Accept-Encoding"))) {
            return of(request, 200, type, List.of(), body);
        }
        Compression.Choice choice = Compression.of(body);
        List<Header> headers =
                choice.compressed()
                        ? List.of(
                                new Header("Content-Encoding", "gzip"),
                                new Header("Vary", "Accept-Encoding"))
                        : List.of();
        return of(request, 200, type, headers, choice.body());
    }

    /** Too many requests are under way. */
    public static Answer tooManyRequests(ApiRequest request) {
        return of(
                request,
                429,
                TEXT,
                List.of(NO_SNIFF, new Header("Retry-After", "1")),
                BodySource.of(
                        "Too many requests, please try again later.\n"
                                .getBytes(StandardCharsets.UTF_8)));
    }

    /** What is refused before anybody asks who the caller is; {@code null} where nothing is. */
    public static @Nullable Answer refusal(ApiRequest request) {
        if (request.path().isIncomplete()) {
            return unreadable(request);
        }
        // A watch may last, so nobody looks at how long the rest may take.
        String problem =
                request.path().verb().equals("watch")
                        ? ""
                        : GoDurationSyntax.problem(request.query().first("timeout"));
        return problem.isEmpty()
                ? null
                : status(
                        request,
                        Status.badRequest(
                                "invalid timeout specified in the request URL - " + problem));
    }

    /** Nobody can tell what is asked for; this comes before anything is said about caches. */
    private static Answer unreadable(ApiRequest request) {
        String text =
                "Internal Server Error: "
                        + GoText.quote(request.target())
                        + ": failed to create RequestInfo: unable to determine kind and namespace"
                        + " from url, "
                        + request.target()
                        + "\n";
        Answer answer = text(request, 500, Status.sanitized(text));
        List<Header> headers = new ArrayList<>(answer.headers());
        headers.remove(PRIVATE);
        return new Answer(answer.code(), headers, answer.body());
    }
}
