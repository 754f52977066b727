package io.kubemeter.apiserver.protobuf;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the last text of each slot, so that what comes again and again (label keys, namespaces,
 * node names) is decoded once. Bounded: a new text takes its slot from an older one.
 *
 * <p><b>Owner:</b> the reader that it belongs to.
 */
final class SharedText {
    private static final int SLOTS = 1 << 10;
    private static final int MAX_LENGTH = 64;

    private final @Nullable String[] slots = new @Nullable String[SLOTS];

    String of(byte[] bytes, int from, int length) {
        if (length > MAX_LENGTH) {
            return new String(bytes, from, length, StandardCharsets.UTF_8);
        }
        int hash = length;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + bytes[from + i];
        }
        int slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
        String known = slots[slot];
        if (known != null && equal(known, bytes, from, length)) {
            return known;
        }
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        slots[slot] = text;
        return text;
    }

    /** True only for ASCII, where bytes and characters are the same. */
    private static boolean equal(String text, byte[] bytes, int from, int length) {
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) != bytes[from + i]) {
                return false;
            }
        }
        return true;
    }
}
