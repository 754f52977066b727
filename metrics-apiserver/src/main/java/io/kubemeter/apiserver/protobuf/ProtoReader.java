package io.kubemeter.apiserver.protobuf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads protobuf's wire format from a stream, message by message, and skips by length what nobody
 * asked for. Memory is one buffer, whatever lengths the bytes claim.
 *
 * <p><b>Owner:</b> the virtual thread that reads the stream.
 */
public final class ProtoReader {
    private static final int BUFFER_BYTES = 32 << 10;
    private static final int MAX_VARINT_BYTES = 10;

    /** The longest text that may be read: labels and names are far shorter. */
    static final int MAX_TEXT_BYTES = BUFFER_BYTES / 2;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final SharedText shared = new SharedText();
    private int next;
    private int end;

    /** The stream position of {@code buffer[0]}. */
    private long base;

    /** The stream position at which the innermost message ends. */
    private long limit = Long.MAX_VALUE;

    public ProtoReader(InputStream in) {
        this.in = in;
    }

    /** How many bytes have been taken so far. */
    public long position() {
        return base + next;
    }

    /** The next field's tag, or 0 at the end of the message (of the stream, outside of any). */
    public int readTag() throws IOException {
        if (position() >= limit || (limit == Long.MAX_VALUE && !available())) {
            return 0;
        }
        long tag = readVarint();
        if (tag <= 0 || tag > Integer.MAX_VALUE || tag >>> 3 == 0) {
            throw malformed("tag " + tag);
        }
        return (int) tag;
    }

    /** A field's number. */
    public long readNumber(int tag) throws IOException {
        if ((tag & 7) != VARINT) {
            throw malformed("wire type " + (tag & 7) + " (expected: " + VARINT + ")");
        }
        return readVarint();
    }

    private long readVarint() throws IOException {
        long value = 0;
        for (int i = 0; i < MAX_VARINT_BYTES; i++) {
            byte part = readByte();
            value |= (long) (part & 0x7f) << (7 * i);
            if (part >= 0) {
                return value;
            }
        }
        throw malformed("number of more than " + MAX_VARINT_BYTES + " bytes");
    }

    /**
     * Enters the message that begins here, and returns what {@link #leave} needs to come back out
     * of it.
     */
    public long enter(int tag) throws IOException {
        return enter(readLength(tag));
    }

    /** Enters {@code length} bytes that begin here and carry no length of their own. */
    long enter(long length) throws IOException {
        if (length > limit - position()) {
            throw malformed("length " + length + " (expected: at most what is left)");
        }
        long outer = limit;
        limit = position() + length;
        return outer;
    }

    /** Skips what is left of the innermost message and goes on in the one around it. */
    public void leave(long outer) throws IOException {
        skipBytes(limit - position());
        limit = outer;
    }

    /** A text that is expected to be different each time. */
    public String readText(int tag) throws IOException {
        int length = readTextLength(tag);
        String text = new String(buffer, next, length, StandardCharsets.UTF_8);
        next += length;
        return text;
    }

    /** A text that is expected to come again: mostly the same instance for the same bytes. */
    public String readSharedText(int tag) throws IOException {
        int length = readTextLength(tag);
        String text = shared.of(buffer, next, length);
        next += length;
        return text;
    }

    /** Skips the field whose tag was read last. */
    public void skip(int tag) throws IOException {
        switch (tag & 7) {
            case VARINT -> readVarint();
            case FIXED64 -> skipBytes(8);
            case LENGTH -> skipBytes(readLength(tag));
            case FIXED32 -> skipBytes(4);
            default -> throw malformed("wire type " + (tag & 7));
        }
    }

    /** Four bytes, big-endian, as they stand before each frame of a watch; -1 at the end. */
    int readFrameLength() throws IOException {
        if (!available()) {
            return -1;
        }
        int length = 0;
        for (int i = 0; i < 4; i++) {
            length = (length << 8) | (readByte() & 0xff);
        }
        return length;
    }

    /** Whether a byte is left; waits for the stream. */
    boolean available() throws IOException {
        return next < end || fill();
    }

    byte readByte() throws IOException {
        if (position() >= limit) {
            throw malformed("message ends inside a field");
        }
        if (!available()) {
            throw malformed("stream ends inside a field");
        }
        return buffer[next++];
    }

    MalformedProtobufException malformed(String what) {
        return new MalformedProtobufException("protobuf: " + what + " at byte " + position());
    }

    private long readLength(int tag) throws IOException {
        if ((tag & 7) != LENGTH) {
            throw malformed("wire type " + (tag & 7) + " (expected: " + LENGTH + ")");
        }
        long length = readVarint();
        if (length < 0 || length > limit - position()) {
            throw malformed("length " + length + " (expected: at most what is left)");
        }
        return length;
    }

    /** A length of which all bytes are in the buffer. */
    private int readTextLength(int tag) throws IOException {
        long length = readLength(tag);
        if (length > MAX_TEXT_BYTES) {
            throw malformed("text of " + length + " bytes (expected: <= " + MAX_TEXT_BYTES + ")");
        }
        if (next + length > buffer.length) {
            System.arraycopy(buffer, next, buffer, 0, end - next);
            base += next;
            end -= next;
            next = 0;
        }
        while (end - next < length) {
            int count = in.read(buffer, end, buffer.length - end);
            if (count < 0) {
                throw malformed("stream ends inside a text");
            }
            end += count;
        }
        return (int) length;
    }

    private void skipBytes(long count) throws IOException {
        long left = count - (end - next);
        if (left <= 0) {
            next += (int) count;
            return;
        }
        base += end + left;
        next = 0;
        end = 0;
        while (left > 0) {
            int taken = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (taken < 0) {
                throw malformed("stream ends inside a field");
            }
            left -= taken;
        }
    }

    private boolean fill() throws IOException {
        base += end;
        next = 0;
        end = Math.max(0, in.read(buffer, 0, buffer.length));
        return end > 0;
    }
}
