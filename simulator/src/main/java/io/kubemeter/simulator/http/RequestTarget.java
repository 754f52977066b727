package io.kubemeter.simulator.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Path and query of a request.
 *
 * @param rawPath as it came
 * @param query decoded, sorted by key
 */
public record RequestTarget(String rawPath, Map<String, List<String>> query) {
    public static RequestTarget parse(String uri) {
        QueryStringDecoder decoder = new QueryStringDecoder(uri);
        return new RequestTarget(decoder.rawPath(), new TreeMap<>(decoder.parameters()));
    }

    /** The first value of a parameter, or {@code null}. */
    public @Nullable String parameter(String name) {
        List<String> values = query.get(name);
        return values == null || values.isEmpty() ? null : values.getFirst();
    }

    public boolean flag(String name) {
        String value = parameter(name);
        return value != null && (value.isEmpty() || value.equals("true") || value.equals("1"));
    }

    /** Path and query as Go's {@code url.Values.Encode} writes them: sorted by key. */
    public String encoded() {
        if (query.isEmpty()) {
            return rawPath;
        }
        StringBuilder uri = new StringBuilder(rawPath);
        char separator = '?';
        for (Map.Entry<String, List<String>> entry : query.entrySet()) {
            for (String value : entry.getValue()) {
                uri.append(separator)
                        .append(URLEncoder.encode(entry.getKey(), UTF_8))
                        .append('=')
                        .append(URLEncoder.encode(value, UTF_8));
                separator = '&';
            }
        }
        return uri.toString();
    }
}
