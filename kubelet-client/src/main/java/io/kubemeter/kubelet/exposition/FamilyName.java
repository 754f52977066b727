package io.kubemeter.kubelet.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The bytes of a family's name, and how a line is told to begin with them. */
final class FamilyName {
    private static final FamilyName[] ALL = all();

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

    /** The name that the line at this place begins with, or null if it is not for us. */
    static @Nullable FamilyName of(byte[] body, int at, int end, @Nullable FamilyName guess) {
        if (guess != null && guess.begins(body, at, end)) {
            return guess;
        }
        byte first = body[at];
        for (FamilyName name : ALL) {
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

    private static FamilyName[] all() {
        Family[] families = Family.values();
        FamilyName[] names = new FamilyName[families.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = new FamilyName(families[i]);
        }
        return names;
    }
}
