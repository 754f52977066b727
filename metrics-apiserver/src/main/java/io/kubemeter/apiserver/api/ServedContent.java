package io.kubemeter.apiserver.api;

import io.kubemeter.apiserver.api.Answer.Header;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A constant as a file server sends it: not at all to who has it already, in parts to who wants
 * parts. Immutable.
 */
final class ServedContent {
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

    /** Answers with as much of the content as is wanted; it is as old as this. */
    Answer answer(Instant modified) {
        Preconditions conditions = new Preconditions(request, etag(), modified);
        List<Header> dated = new ArrayList<>(headers);
        dated.add(new Header("Last-Modified", Preconditions.DATE.format(modified)));
        return switch (conditions.outcome()) {
            case NOT_MODIFIED -> Answers.of(request, 304, "", headers, BodySource.of(new byte[0]));
            case FAILED -> Answers.of(request, 412, contentType, dated, BodySource.of(new byte[0]));
            case SEND -> send(conditions.range(), dated);
        };
    }

    private Answer send(@Nullable String range, List<Header> sent) {
        ByteRanges wanted =
                range == null
                        ? new ByteRanges(List.of(), null)
                        : ByteRanges.parse(range, body.length);
        String problem = wanted.problem();
        if (problem != null) {
            return refused(problem);
        }
        sent.add(new Header("Accept-Ranges", ByteRanges.UNIT));
        if (wanted.parts().isEmpty() || wanted.exceed(body.length)) {
            return Answers.of(request, 200, contentType, sent, BodySource.of(body));
        }
        return wanted.parts().size() > 1
                ? several(wanted.parts(), sent)
                : one(wanted.parts().getFirst(), sent);
    }

    private Answer refused(String problem) {
        Answer refused = Answers.text(request, 416, problem + "\n");
        List<Header> all = new ArrayList<>(refused.headers());
        headers.stream().filter(header -> header.name().equals("Vary")).forEach(all::add);
        if (problem.equals(ByteRanges.NO_OVERLAP)) {
            all.add(new Header("Content-Range", ByteRanges.UNIT + " */" + body.length));
        }
        return new Answer(refused.code(), all, refused.body());
    }

    private Answer one(ByteRanges.Part part, List<Header> sent) {
        sent.add(new Header("Content-Range", part.of(body.length)));
        byte[] bytes = Arrays.copyOfRange(body, part.from(), part.to());
        return Answers.of(request, 206, contentType, sent, BodySource.of(bytes));
    }

    private Answer several(List<ByteRanges.Part> parts, List<Header> sent) {
        String boundary = boundary();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String begin = "--" + boundary;
        for (ByteRanges.Part part : parts) {
            out.writeBytes(
                    (begin
                                    + "\r\nContent-Range: "
                                    + part.of(body.length)
                                    + "\r\nContent-Type: "
                                    + contentType
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            out.write(body, part.from(), part.length());
            begin = "\r\n--" + boundary;
        }
        out.writeBytes((begin + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        String type = "multipart/byteranges; boundary=" + boundary;
        return Answers.of(request, 206, type, sent, BodySource.of(out.toByteArray()));
    }

    /** Long enough that no document holds it. */
    private static String boundary() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return String.format(Locale.ROOT, "%016x%016x", random.nextLong(), random.nextLong());
    }

    private String etag() {
        return headers.stream()
                .filter(header -> header.name().equals("Etag"))
                .map(Header::value)
                .findFirst()
                .orElse("");
    }
}
