package io.kubemeter.apiserver.protobuf;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads what kube-apiserver answers in protobuf: an envelope ({@code k8s\0}, then {@code Unknown}
 * with the message in field 2), a list of objects in it, and the frames of a watch.
 */
public final class KubeStreams {
    /** The longest frame of a watch: kube-apiserver's own bound for an object is a tenth of it. */
    private static final int MAX_FRAME_BYTES = 32 << 20;

    private static final byte[] MAGIC = {'k', '8', 's', 0};
    private static final int ENVELOPE_RAW = 2;

    private KubeStreams() {}

    /**
     * Reads a list and gives its objects one by one; nothing of the list is kept.
     *
     * @return the list's resourceVersion
     */
    public static <T> String list(ProtoReader in, ItemDecoder<T> decoder, Consumer<T> items)
            throws IOException {
        return envelope(in, list -> listItems(list, decoder, items));
    }

    /** Reads one object in its envelope. */
    public static <T> T object(ProtoReader in, ItemDecoder<T> decoder) throws IOException {
        return envelope(in, decoder);
    }

    /** Whether an answer begins as one in protobuf does. */
    public static boolean isEnveloped(byte[] answer) {
        return answer.length >= MAGIC.length
                && Arrays.equals(answer, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /** Whether a watch has another frame; waits for it. */
    public static boolean hasFrame(ProtoReader in) throws IOException {
        return in.available();
    }

    /** Reads the next frame of a watch: type 1, object 2 with the envelope in field 1. */
    public static <T> WatchFrame<T> frame(
            ProtoReader in, ItemDecoder<T> decoder, Function<T, String> version)
            throws IOException {
        int length = in.readFrameLength();
        if (length < 0 || length > MAX_FRAME_BYTES) {
            throw in.malformed("frame of " + length + " bytes");
        }
        long outer = in.enter((long) length);
        String type = "";
        WatchFrame<T> frame = new WatchFrame.Other<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag >>> 3) {
                case 1 -> type = in.readSharedText(tag);
                case 2 -> frame = frameObject(in, tag, type, decoder, version);
                default -> in.skip(tag);
            }
        }
        in.leave(outer);
        return frame;
    }

    private static <T> WatchFrame<T> frameObject(
            ProtoReader in,
            int tag,
            String type,
            ItemDecoder<T> decoder,
            Function<T, String> version)
            throws IOException {
        WatchFrame<T> frame = new WatchFrame.Other<>();
        long outer = in.enter(tag);
        for (int field = in.readTag(); field != 0; field = in.readTag()) {
            if (field >>> 3 != 1) {
                in.skip(field);
                continue;
            }
            long raw = in.enter(field);
            frame =
                    switch (type) {
                        case "ADDED", "MODIFIED" -> new WatchFrame.Present<>(envelope(in, decoder));
                        case "DELETED" -> new WatchFrame.Gone<>(envelope(in, decoder));
                        case "BOOKMARK" ->
                                new WatchFrame.Bookmark<>(version.apply(envelope(in, decoder)));
                        case "ERROR" -> new WatchFrame.Failed<>(envelope(in, KubeDecoders::status));
                        case "" -> throw in.malformed("event without a type");
                        default -> new WatchFrame.Other<>();
                    };
            in.leave(raw);
        }
        in.leave(outer);
        return frame;
    }

    private static <T> String listItems(ProtoReader in, ItemDecoder<T> decoder, Consumer<T> items)
            throws IOException {
        String resourceVersion = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag >>> 3) {
                case 1 -> resourceVersion = listVersion(in, tag);
                case 2 -> {
                    long outer = in.enter(tag);
                    T item = decoder.decode(in);
                    in.leave(outer);
                    items.accept(item);
                }
                default -> in.skip(tag);
            }
        }
        return resourceVersion;
    }

    /** ListMeta: resourceVersion 2. */
    private static String listVersion(ProtoReader in, int tag) throws IOException {
        String version = "";
        long outer = in.enter(tag);
        for (int field = in.readTag(); field != 0; field = in.readTag()) {
            if (field >>> 3 == 2) {
                version = in.readText(field);
            } else {
                in.skip(field);
            }
        }
        in.leave(outer);
        return version;
    }

    private static <T> T envelope(ProtoReader in, ItemDecoder<T> decoder) throws IOException {
        for (byte expected : MAGIC) {
            if (in.readByte() != expected) {
                throw in.malformed("no envelope k8s\\0");
            }
        }
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag >>> 3 == ENVELOPE_RAW) {
                long outer = in.enter(tag);
                T decoded = decoder.decode(in);
                in.leave(outer);
                skipRest(in);
                return decoded;
            }
            in.skip(tag);
        }
        throw in.malformed("envelope without an object");
    }

    private static void skipRest(ProtoReader in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            in.skip(tag);
        }
    }
}
