package io.kubemeter.apiserver.api;

import io.kubemeter.apiserver.api.Answer.Header;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A constant as a file server sends it: not at all to who has it already, in part to who wants a
 * part. Immutable.
 */
final class ServedContent {
    private static final String BYTES = "bytes";

    private final ApiRequest request;
    private final byte[] body;
    private final String contentType;
    private final List<Header> headers;

    /**
     * A content for one request.
     *
     * @param body the whole; not written to
     * @param headers among them its ETag
     */
    ServedContent(ApiRequest request, byte[] body, String contentType, List<Header> headers) {
        this.request = request;
        this.body = body;
        this.contentType = contentType;
        this.headers = headers;
    }

    /** What is asked for of a content. */
    private record Span(int from, int to) {
        static final Span NONE = new Span(0, 0);

        boolean isEmpty() {
            return to <= from;
        }
    }

    Answer answer(Header lastModified) {
        if (isKnown()) {
            return Answers.of(request, 304, "", headers, BodySource.of(new byte[0]));
        }
        List<Header> sent = new ArrayList<>(headers);
        sent.add(new Header("Accept-Ranges", BYTES));
        sent.add(lastModified);
        String range = request.header("Range");
        if (range == null
                || request.header("If-Range") != null
                || !range.startsWith(BYTES + "=")
                || range.indexOf(',') >= 0) {
            return Answers.of(request, 200, contentType, sent, BodySource.of(body));
        }
        return part(span(range.substring(BYTES.length() + 1).strip()), sent);
    }

    private Answer part(Span span, List<Header> sent) {
        if (span.isEmpty()) {
            Answer refused = Answers.text(request, 416, "invalid range: failed to overlap\n");
            List<Header> all = new ArrayList<>(refused.headers());
            all.add(new Header("Content-Range", BYTES + " */" + body.length));
            return new Answer(refused.code(), all, refused.body());
        }
        int last = span.to - 1;
        sent.add(
                new Header(
                        "Content-Range", BYTES + " " + span.from + "-" + last + "/" + body.length));
        byte[] part = Arrays.copyOfRange(body, span.from, span.to);
        return Answers.of(request, 206, contentType, sent, BodySource.of(part));
    }

    /** From {@code first-last}, {@code first-} or {@code -length}; nothing where it is neither. */
    private Span span(String range) {
        int dash = range.indexOf('-');
        if (dash < 0) {
            return Span.NONE;
        }
        int first = number(range.substring(0, dash));
        int last = number(range.substring(dash + 1));
        if (dash == 0) {
            return new Span(Math.max(0, body.length - Math.max(0, last)), body.length);
        }
        if (first < 0) {
            return Span.NONE;
        }
        boolean open = dash == range.length() - 1;
        return new Span(first, open ? body.length : Math.min(last, body.length - 1) + 1);
    }

    private static int number(String digits) {
        try {
            return digits.isEmpty() || !Character.isDigit(digits.charAt(0))
                    ? -1
                    : (int) Math.min(Integer.MAX_VALUE - 1, Long.parseLong(digits));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private boolean isKnown() {
        String known = request.header("If-None-Match");
        if (known == null) {
            return false;
        }
        String own =
                headers.stream()
                        .filter(header -> header.name().equals("Etag"))
                        .map(Header::value)
                        .findFirst()
                        .orElse("");
        for (String one : known.split(",", -1)) {
            String tag = one.strip();
            if (tag.equals("*") || tag.equals(own) || tag.equals("W/" + own)) {
                return true;
            }
        }
        return false;
    }
}
