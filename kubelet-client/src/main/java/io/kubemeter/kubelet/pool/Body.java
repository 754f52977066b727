package io.kubemeter.kubelet.pool;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The bytes of one answer while it is read; reused for the next one.
 *
 * <p>Owner: the event loop.
 */
final class Body {
    private byte[] bytes;
    private int length;

    private Body(int capacity) {
        this.bytes = new byte[capacity];
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /**
     * The bodies of one event loop. Almost always one is in use: answers are read one after the
     * other. Bodies that outgrow the ordinary share one budget, so that a few endless answers
     * cannot fill the heap.
     *
     * <p>Owner: the event loop.
     */
    static final class Store {
        private static final int FIRST_CAPACITY = 128 << 10;
        private static final int ORDINARY_CAPACITY = 1 << 20;
        private static final int KEPT = 4;

        private final Deque<Body> free = new ArrayDeque<>();
        private final int maxLength;
        private final long largeBudget;
        private long largeBytes;

        Store(int maxLength) {
            this.maxLength = maxLength;
            this.largeBudget = 4L * maxLength;
        }

        int maxLength() {
            return maxLength;
        }

        Body take() {
            Body body = free.pollFirst();
            return body == null ? new Body(Math.min(FIRST_CAPACITY, maxLength)) : body;
        }

        void give(Body body) {
            body.length = 0;
            if (isLarge(body.bytes.length)) {
                largeBytes -= body.bytes.length;
            } else if (free.size() < KEPT) {
                free.addFirst(body);
            }
        }

        /** Takes what is readable; false if the body would pass its bound or the loop's. */
        boolean append(Body body, ByteBuf piece) {
            int needed = body.length + piece.readableBytes();
            if (needed > maxLength || (needed > body.bytes.length && !grow(body, needed))) {
                return false;
            }
            piece.readBytes(body.bytes, body.length, needed - body.length);
            body.length = needed;
            return true;
        }

        private boolean grow(Body body, int needed) {
            int before = body.bytes.length;
            int capacity = Math.min(maxLength, Math.max(needed, before * 2));
            long more = (isLarge(capacity) ? capacity : 0) - (long) (isLarge(before) ? before : 0);
            if (largeBytes + more > largeBudget) {
                return false;
            }
            largeBytes += more;
            body.bytes = Arrays.copyOf(body.bytes, capacity);
            return true;
        }

        private static boolean isLarge(int capacity) {
            return capacity > ORDINARY_CAPACITY;
        }
    }
}
