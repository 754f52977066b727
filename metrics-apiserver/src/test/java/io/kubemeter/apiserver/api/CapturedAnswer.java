package io.kubemeter.apiserver.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP answer as it came over the wire, framing taken off.
 *
 * @param version {@code HTTP/1.1} or {@code HTTP/2}
 * @param status the status code
 * @param reason its text; empty on HTTP/2
 * @param headers all header lines, in order
 * @param body the body, a character for each byte
 */
public record CapturedAnswer(
        String version,
        int status,
        String reason,
        List<Map.Entry<String, String>> headers,
        String body) {

    static CapturedAnswer parse(String name, String text) {
        int blank = text.indexOf("\n\n");
        CapturedExchange.require(name, blank > 0, "a blank line behind the head of the answer");
        String[] lines = text.substring(0, blank).split("\n", -1);
        String[] first = lines[0].split(" ", 3);
        CapturedExchange.require(name, first.length == 3, "version, status and reason");
        CapturedExchange.require(name, first[1].matches("[1-5][0-9][0-9]"), "a status");
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(": ");
            CapturedExchange.require(name, colon > 0, "a header of the answer: " + lines[i]);
            headers.add(Map.entry(lines[i].substring(0, colon), lines[i].substring(colon + 2)));
        }
        return new CapturedAnswer(
                first[0], Integer.parseInt(first[1]), first[2], headers, text.substring(blank + 2));
    }

    /** The first value of a header. */
    public @Nullable String header(String wanted) {
        return headers.stream()
                .filter(h -> h.getKey().equalsIgnoreCase(wanted))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /** Status line and headers, as they stand in a capture. */
    public String head() {
        StringBuilder out = new StringBuilder(version + " " + status + " " + reason + "\n");
        headers.forEach(h -> out.append(h.getKey()).append(": ").append(h.getValue()).append('\n'));
        return out.append('\n').toString();
    }

    String render() {
        return head() + body;
    }
}
