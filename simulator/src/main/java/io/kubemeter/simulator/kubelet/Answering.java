package io.kubemeter.simulator.kubelet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.kubemeter.simulator.kubelet.KubeletRequest.Connection;
import io.kubemeter.simulator.pki.Account;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a kubelet in good health answers, down to the order of its headers.
 *
 * <p><b>Owner:</b> any event loop; what is reused belongs to one loop each.
 */
final class Answering {
    private static final String RESOURCE_PATH = "/metrics/resource";
    private static final String SUMMARY_PATH = "/stats/summary";
    private static final String PATH_ANNOTATION = "metrics.k8s.io/resource-metrics-path";
    private static final String PLAIN = "text/plain; charset=utf-8";

    private static final byte[] OK = ascii("HTTP/1.1 200 OK\r\n");
    private static final byte[] GZIP = ascii("Content-Encoding: gzip\r\n");
    private static final byte[] TEXT_TYPE =
            ascii("Content-Type: text/plain; version=0.0.4; charset=utf-8; escaping=underscores");
    private static final byte[] JSON_TYPE = ascii("Content-Type: application/json");
    private static final byte[] PROCESS_START = ascii("\r\nProcess-Start-Time-Unix: ");
    private static final byte[] DATE = ascii("\r\nDate: ");
    private static final byte[] LENGTH = ascii("\r\nContent-Length: ");
    private static final byte[] CLOSE = ascii("\r\nConnection: close");
    private static final byte[] CHUNKED = ascii("\r\nTransfer-Encoding: chunked");
    private static final byte[] END_OF_HEAD = ascii("\r\n\r\n");
    private static final byte[] LINE = ascii("\r\n");
    private static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");

    /** Go's encoder hands over four kilobytes at a time, and each becomes a chunk. */
    private static final int CHUNK_BYTES = 4096;

    /** Go counts a body's length itself as long as it fits into its first buffer. */
    private static final int COUNTED_BYTES = 2048;

    private static final int HEAD_BYTES = 320;

    private static final FastThreadLocal<Scratch> SCRATCH =
            new FastThreadLocal<>() {
                @Override
                protected Scratch initialValue() {
                    return new Scratch();
                }
            };

    private Answering() {}

    /** The answer to a request, refusals included. */
    static ByteBuf honest(Exchange exchange) {
        ByteBuf refusal = refusal(exchange);
        if (refusal != null) {
            return refusal;
        }
        BodyWriter body = written(exchange);
        return ok(exchange, body.array(), body.length());
    }

    /** The same, with the text of a body changed. */
    static ByteBuf edited(Exchange exchange, UnaryOperator<String> edit) {
        ByteBuf refusal = refusal(exchange);
        if (refusal != null) {
            return refusal;
        }
        byte[] text = edit.apply(body(exchange)).getBytes(UTF_8);
        return ok(exchange, text, text.length);
    }

    /** The text that an entitled caller gets. */
    static String body(Exchange exchange) {
        BodyWriter body = written(exchange);
        return new String(body.array(), 0, body.length(), UTF_8);
    }

    /** The head of a good answer up to the empty line. */
    static String head(Exchange exchange, String... more) {
        StringBuilder head = new StringBuilder(HEAD_BYTES);
        head.append(new String(OK, US_ASCII));
        head.append(new String(TEXT_TYPE, US_ASCII));
        head.append(new String(PROCESS_START, US_ASCII));
        head.append(new String(exchange.kubelet().processStart(), US_ASCII));
        head.append(new String(DATE, US_ASCII));
        head.append(new String(SCRATCH.get().date(exchange.dateMillis()), US_ASCII));
        for (String line : more) {
            head.append("\r\n").append(line);
        }
        return head.append("\r\n").toString();
    }

    static ByteBuf badRequest(ByteBufAllocator allocator) {
        return allocator
                .buffer()
                .writeBytes(
                        ascii(
                                "HTTP/1.1 400 Bad Request\r\nContent-Type: "
                                        + PLAIN
                                        + "\r\nConnection: close\r\n\r\n400 Bad Request"));
    }

    private static @Nullable ByteBuf refusal(Exchange exchange) {
        KubeletRequest request = exchange.request();
        Account account = account(exchange);
        if (account == null) {
            return error(exchange, "401 Unauthorized", "Unauthorized");
        }
        String subresource = subresource(exchange);
        if (!exchange.kubelet().authorize(account, request.verb(), subresource)) {
            String text =
                    "Forbidden (user="
                            + account.user()
                            + ", verb="
                            + request.verb()
                            + ", resource=nodes, subresource(s)=["
                            + subresource
                            + "])\n";
            return error(exchange, "403 Forbidden", text);
        }
        return subresource.equals("proxy") ? notFound(exchange) : null;
    }

    private static @Nullable Account account(Exchange exchange) {
        Account client = exchange.connection().client(exchange.context());
        String token = exchange.request().bearerToken();
        return client == null && token != null ? exchange.kubelet().authenticate(token) : client;
    }

    private static String subresource(Exchange exchange) {
        String path = exchange.request().path();
        if (path.equals(RESOURCE_PATH)) {
            return "metrics";
        }
        if (path.equals(SUMMARY_PATH)) {
            return "stats";
        }
        var node = exchange.node();
        boolean annotated = node != null && path.equals(node.annotations().get(PATH_ANNOTATION));
        return annotated ? "metrics" : "proxy";
    }

    private static BodyWriter written(Exchange exchange) {
        Scratch scratch = SCRATCH.get();
        BodyWriter out = scratch.writer();
        out.clear();
        SimulatedKubelet kubelet = exchange.kubelet();
        if (exchange.request().path().equals(SUMMARY_PATH)) {
            boolean whole = !exchange.request().query().contains("only_cpu_and_memory=true");
            out.text(SummaryBody.write(kubelet, exchange.nowMillis(), whole));
        } else {
            scratch.resourceBody().write(kubelet.rows(), kubelet.usage(), exchange.nowMillis());
        }
        return out;
    }

    private static ByteBuf ok(Exchange exchange, byte[] body, int length) {
        KubeletRequest request = exchange.request();
        boolean json = request.path().equals(SUMMARY_PATH);
        boolean zip = request.gzip() && !json && !request.head();
        byte[] sent = zip ? Gzip.compressed(body, length) : body;
        int bytes = zip ? sent.length : length;
        ByteBuf out =
                exchange.context()
                        .alloc()
                        .directBuffer(HEAD_BYTES + bytes + (bytes / CHUNK_BYTES + 2) * 8);
        out.writeBytes(OK);
        if (zip) {
            out.writeBytes(GZIP);
        }
        if (json) {
            out.writeBytes(JSON_TYPE);
        } else {
            out.writeBytes(TEXT_TYPE);
            out.writeBytes(PROCESS_START).writeBytes(exchange.kubelet().processStart());
        }
        out.writeBytes(DATE).writeBytes(SCRATCH.get().date(exchange.dateMillis()));
        boolean chunked = chunked(request, bytes, out);
        out.writeBytes(END_OF_HEAD);
        if (!request.head()) {
            frame(out, sent, bytes, chunked);
        }
        return out;
    }

    /** Ends the head of a good answer; tells whether the body comes in chunks. */
    private static boolean chunked(KubeletRequest request, int bytes, ByteBuf out) {
        boolean counted = !request.head() && bytes <= COUNTED_BYTES;
        boolean chunked =
                !request.head() && !counted && request.connection() != Connection.DELIMITING;
        if (counted) {
            out.writeBytes(LENGTH).writeBytes(ascii(Integer.toString(bytes)));
        }
        if (request.connection() != Connection.KEPT) {
            out.writeBytes(CLOSE);
        }
        if (chunked) {
            out.writeBytes(CHUNKED);
        }
        return chunked;
    }

    private static void frame(ByteBuf out, byte[] body, int length, boolean chunked) {
        if (!chunked) {
            out.writeBytes(body, 0, length);
            return;
        }
        for (int at = 0; at < length; at += CHUNK_BYTES) {
            int size = Math.min(CHUNK_BYTES, length - at);
            out.writeBytes(ascii(Integer.toHexString(size))).writeBytes(LINE);
            out.writeBytes(body, at, size).writeBytes(LINE);
        }
        out.writeBytes(LAST_CHUNK);
    }

    private static ByteBuf error(Exchange exchange, String status, String text) {
        ByteBuf out = exchange.context().alloc().directBuffer();
        out.writeBytes(ascii("HTTP/1.1 " + status));
        out.writeBytes(DATE).writeBytes(SCRATCH.get().date(exchange.dateMillis()));
        out.writeBytes(LENGTH).writeBytes(ascii(Integer.toString(text.length())));
        out.writeBytes(ascii("\r\nContent-Type: " + PLAIN));
        return finished(exchange, out, text);
    }

    private static ByteBuf notFound(Exchange exchange) {
        String text = "404 page not found\n";
        ByteBuf out = exchange.context().alloc().directBuffer();
        out.writeBytes(ascii("HTTP/1.1 404 Not Found\r\nContent-Type: " + PLAIN));
        out.writeBytes(ascii("\r\nX-Content-Type-Options: nosniff"));
        out.writeBytes(DATE).writeBytes(SCRATCH.get().date(exchange.dateMillis()));
        out.writeBytes(LENGTH).writeBytes(ascii(Integer.toString(text.length())));
        return finished(exchange, out, text);
    }

    private static ByteBuf finished(Exchange exchange, ByteBuf out, String text) {
        if (exchange.request().connection() != Connection.KEPT) {
            out.writeBytes(CLOSE);
        }
        out.writeBytes(END_OF_HEAD);
        return exchange.request().head() ? out : out.writeBytes(text.getBytes(UTF_8));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
