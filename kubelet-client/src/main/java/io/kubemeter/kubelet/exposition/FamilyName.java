package io.kubemeter.kubelet.exposition;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bytes of a family's name, and how a line is told to begin with them. */
final class FamilyName {
    private final Family family;
    private final byte[] name;

    private FamilyName(Family family) {
        this.family = family;
        this.name = family.text().getBytes(StandardCharsets.US_ASCII);
    }

    Family family() {
        return family;
    }

    int length() {
        return name.length;
    }

    /** The names of all families that are read. */
    static FamilyName[] all(boolean withSwap) {
        List<FamilyName> names = new ArrayList<>();
        for (Family family : Family.values()) {
            if (withSwap || (family != Family.CONTAINER_SWAP && family != Family.NODE_SWAP)) {
                names.add(new FamilyName(family));
            }
        }
        return names.toArray(FamilyName[]::new);
    }

    /** Which of the names the line at this place begins with, or null if it is not for us. */
    static @Nullable FamilyName of(
            FamilyName[] names, byte[] body, int at, int end, @Nullable FamilyName guess) {
        if (guess != null && guess.begins(body, at, end)) {
            return guess;
        }
        byte first = body[at];
        for (FamilyName name : names) {
            if (name.name[0] == first && name.begins(body, at, end)) {
                return name;
            }
        }
        return null;
    }

    private boolean begins(byte[] body, int at, int end) {
        int nameEnd = at + name.length;
        return nameEnd < end
                && endsName(body[nameEnd])
                && Arrays.equals(body, at, nameEnd, name, 0, name.length);
    }

    private static boolean endsName(byte next) {
        boolean goesOn =
                (next >= 'a' && next <= 'z')
                        || (next >= 'A' && next <= 'Z')
                        || (next >= '0' && next <= '9')
                        || next == '_'
                        || next == ':';
        return !goesOn;
    }
}
