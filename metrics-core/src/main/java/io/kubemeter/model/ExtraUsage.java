package io.kubemeter.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is served beside CPU and memory to those who asked for it: the keys of a usage. */
public enum ExtraUsage {
    /**
     * Bytes on the writable layers and in the logs of a container; of a node, on its filesystem.
     */
    EPHEMERAL_STORAGE(0),
    /** Bytes of swap. */
    SWAP(1);

    /** What stands for a value that nobody has told. */
    public static final long ABSENT = -1;

    private final int index;

    ExtraUsage(int index) {
        this.index = index;
    }

    /** Its place among all of them. */
    public int index() {
        return index;
    }

    /** The key, as in {@code usage}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** All keys, for people. */
    public static String keys() {
        return SWAP.key() + ", " + EPHEMERAL_STORAGE.key();
    }

    /** The one with this key, or null. */
    public static @Nullable ExtraUsage of(String key) {
        for (ExtraUsage extra : values()) {
            if (extra.key().equals(key)) {
                return extra;
            }
        }
        return null;
    }
}
