package io.kubemeter.apiserver.kube;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer as a stream that is read where it is needed. The next part is asked for
 * when this one is taken, so at most two parts wait in memory however slow the reader is.
 *
 * <p><b>Owner:</b> the virtual thread that reads; the HTTP client's threads only put into the
 * queue.
 */
final class BodyStream extends InputStream implements AsyncBody.Consumer<List<ByteBuffer>> {
    private static final int MAX_WAITING_PARTS = 4;

    private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>(MAX_WAITING_PARTS);
    private final ArrayDeque<ByteBuffer> taken = new ArrayDeque<>();
    private final Duration patience;
    private @Nullable AsyncBody body;
    private boolean ended;

    BodyStream(Duration patience) {
        this.patience = patience;
    }

    /** Begins to let bytes flow. */
    void start(AsyncBody answer) {
        body = answer;
        answer.done().whenComplete((ignored, failure) -> put(new Part(List.of(), true, failure)));
        answer.consume();
    }

    /** Called by the HTTP client. */
    @Override
    public void consume(List<ByteBuffer> buffers, AsyncBody answer) {
        put(new Part(buffers, false, null));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        while (true) {
            ByteBuffer buffer = taken.peek();
            if (buffer == null) {
                if (ended) {
                    return -1;
                }
                take();
            } else if (!buffer.hasRemaining()) {
                taken.remove();
            } else {
                int count = Math.min(length, buffer.remaining());
                buffer.get(into, from, count);
                return count;
            }
        }
    }

    @Override
    public void close() {
        AsyncBody answer = body;
        if (answer != null && !ended) {
            answer.cancel();
        }
        ended = true;
        taken.clear();
    }

    private void take() throws IOException {
        Part part;
        try {
            part = parts.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading");
        }
        if (part == null) {
            throw new IOException("nothing came for " + patience.toSeconds() + " s");
        }
        if (part.last) {
            ended = true;
            if (part.failure != null) {
                throw new IOException(part.failure.toString(), part.failure);
            }
            return;
        }
        taken.addAll(part.buffers);
        AsyncBody answer = body;
        if (answer != null) {
            answer.consume();
        }
    }

    private void put(Part part) {
        if (!parts.offer(part)) {
            parts.clear();
            parts.offer(new Part(List.of(), true, new IOException("the body overran its reader")));
        }
    }

    /**
     * What came at once.
     *
     * @param buffers the bytes
     * @param last whether nothing follows
     * @param failure why nothing follows, if it is not the end
     */
    private record Part(List<ByteBuffer> buffers, boolean last, @Nullable Throwable failure) {}
}
