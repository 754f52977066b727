package io.kubemeter.simulator.aggregator;

import io.kubemeter.simulator.http.ClientStream;
import io.kubemeter.simulator.http.Http2Client;
import io.kubemeter.simulator.http.ResponseListener;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Fetches one document of an extension server for the aggregator itself. Who gets none asks again
 * at the next look.
 *
 * <p><b>Owner:</b> the aggregator's event loop.
 */
final class Fetch implements ResponseListener {
    private static final int MOST_BYTES = 1 << 20;

    private final Consumer<byte[]> whenFound;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private @Nullable ClientStream stream;
    private boolean good;

    private Fetch(Consumer<byte[]> whenFound) {
        this.whenFound = whenFound;
    }

    /** Gives the body of an answer with status 200 to {@code whenFound}. */
    static void start(Http2Client client, HttpRequest request, Consumer<byte[]> whenFound) {
        Fetch fetch = new Fetch(whenFound);
        client.send(request, fetch, opened -> fetch.stream = opened);
    }

    @Override
    public void head(int status, HttpHeaders headers) {
        good = status == 200;
        ClientStream from = stream;
        if (from != null) {
            from.pull();
        }
    }

    @Override
    public void consumePart(ByteBuf part, boolean last) {
        byte[] bytes = new byte[part.readableBytes()];
        part.readBytes(bytes);
        part.release();
        good = good && body.size() + bytes.length <= MOST_BYTES;
        if (good) {
            body.writeBytes(bytes);
        }
        ClientStream from = stream;
        if (!last && from != null) {
            from.pull();
        } else if (last && good) {
            whenFound.accept(body.toByteArray());
        }
    }

    @Override
    public void failed(Throwable cause) {
        // The next look asks again.
    }
}
