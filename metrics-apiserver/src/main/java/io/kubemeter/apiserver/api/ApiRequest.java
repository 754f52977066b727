package io.kubemeter.apiserver.api;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** A request as far as the API looks at it. Immutable. */
public final class ApiRequest {
    /** Finds headers of the request. */
    @FunctionalInterface
    public interface Headers {
        /** The first value, or {@code null}; names are compared without regard to case. */
        @Nullable String first(String name);
    }

    private static final int VERSION_NIBBLE = 0xf000;
    private static final int RANDOM_VERSION = 0x4000;

    private final String method;
    private final String target;
    private final RequestPath path;
    private final QueryString query;
    private final Headers headers;
    private final String auditId;

    private ApiRequest(
            String method,
            String target,
            RequestPath path,
            QueryString query,
            Headers headers,
            String auditId) {
        this.method = method;
        this.target = target;
        this.path = path;
        this.query = query;
        this.headers = headers;
        this.auditId = auditId;
    }

    /**
     * Reads a request line.
     *
     * @param rawPath the path, percent-encoded
     * @param rawQuery what follows the question mark, or {@code null}
     */
    public static ApiRequest parse(
            String method, String rawPath, @Nullable String rawQuery, Headers headers) {
        QueryString query = QueryString.parse(rawQuery);
        String given = headers.first("Audit-Id");
        return new ApiRequest(
                method,
                rawQuery == null ? rawPath : rawPath + "?" + rawQuery,
                RequestPath.parse(method, rawPath, query),
                query,
                headers,
                given == null || given.isEmpty() ? freshId() : given);
    }

    public String method() {
        return method;
    }

    /** Path and query as they came. */
    public String target() {
        return target;
    }

    public RequestPath path() {
        return path;
    }

    public QueryString query() {
        return query;
    }

    /** The first value of a header, or {@code null}. */
    public @Nullable String header(String name) {
        return headers.first(name);
    }

    /** The id under which this request is audited: the caller's, or a new one. */
    public String auditId() {
        return auditId;
    }

    /** Looks random and is unique enough; nobody's secret. */
    private static String freshId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (random.nextLong() & ~VERSION_NIBBLE) | RANDOM_VERSION;
        long low = (random.nextLong() & (Long.MAX_VALUE >> 1)) | Long.MIN_VALUE;
        return new UUID(high, low).toString();
    }
}
