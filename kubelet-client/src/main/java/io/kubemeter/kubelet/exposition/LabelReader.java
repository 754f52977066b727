package io.kubemeter.kubelet.exposition;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a set of labels by the grammar and keeps those three that name a container. This is the
 * slow way, taken only for labels that the last scrape did not have in the same place.
 *
 * <p>The bytes must end in a line feed, which is what stops every loop.
 *
 * <p><b>Owner:</b> the decoder that made it.
 */
final class LabelReader {
    /** No name in Kubernetes is longer. What is longer names nothing. */
    static final int LONGEST_NAME = 253;

    private static final byte[] NO_BYTES = {};
    private static final byte[] CONTAINER = "container".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NAMESPACE = "namespace".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] POD = "pod".getBytes(StandardCharsets.US_ASCII);

    private byte[] body = NO_BYTES;
    private int at;
    private @Nullable String container;
    private @Nullable String namespace;
    private @Nullable String pod;
    private boolean twice;

    /** The value of {@code container}, or null if it is missing, empty or too long. */
    @Nullable String container() {
        return container;
    }

    /** The value of {@code namespace}, or null if it is missing, empty or too long. */
    @Nullable String namespace() {
        return namespace;
    }

    /** The value of {@code pod}, or null if it is missing, empty or too long. */
    @Nullable String pod() {
        return pod;
    }

    /**
     * Reads the labels that begin behind an opening brace; gives the place behind the closing one.
     */
    int read(byte[] bytes, int start) {
        body = bytes;
        at = start;
        container = null;
        namespace = null;
        pod = null;
        twice = false;
        try {
            return set() && !twice ? at : -1;
        } catch (CharacterCodingException _) {
            return -1;
        } finally {
            body = NO_BYTES;
        }
    }

    private boolean set() throws CharacterCodingException {
        skipBlanks();
        while (body[at] != '}') {
            if (!label()) {
                return false;
            }
            skipBlanks();
            if (body[at] == ',') {
                at++;
                skipBlanks();
            } else if (body[at] != '}') {
                return false;
            }
        }
        at++;
        return true;
    }

    private boolean label() throws CharacterCodingException {
        int nameStart = at;
        while (isNameByte(body[at], at > nameStart)) {
            at++;
        }
        int nameEnd = at;
        skipBlanks();
        if (nameEnd == nameStart || body[at] != '=') {
            return false;
        }
        at++;
        skipBlanks();
        if (body[at] != '"') {
            return false;
        }
        int valueStart = ++at;
        boolean escaped = false;
        while (body[at] != '"') {
            if (body[at] == '\\') {
                escaped = true;
                at++;
            }
            if (body[at] == '\n') {
                return false;
            }
            at++;
        }
        keep(nameStart, nameEnd, valueStart, at++, escaped);
        return true;
    }

    private void keep(int nameStart, int nameEnd, int valueStart, int valueEnd, boolean escaped)
            throws CharacterCodingException {
        if (is(CONTAINER, nameStart, nameEnd)) {
            twice |= container != null;
            container = value(valueStart, valueEnd, escaped);
        } else if (is(NAMESPACE, nameStart, nameEnd)) {
            twice |= namespace != null;
            namespace = value(valueStart, valueEnd, escaped);
        } else if (is(POD, nameStart, nameEnd)) {
            twice |= pod != null;
            pod = value(valueStart, valueEnd, escaped);
        }
    }

    private boolean is(byte[] name, int start, int end) {
        return Arrays.equals(body, start, end, name, 0, name.length);
    }

    private @Nullable String value(int start, int end, boolean escaped)
            throws CharacterCodingException {
        if (start == end || end - start > LONGEST_NAME) {
            return null;
        }
        String text =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(body, start, end - start))
                        .toString();
        return escaped ? unescaped(text) : text;
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
                c = text.charAt(i) == 'n' ? '\n' : text.charAt(i);
            }
            plain.append(c);
        }
        return plain.toString();
    }

    private void skipBlanks() {
        while (body[at] == ' ' || body[at] == '\t') {
            at++;
        }
    }

    private static boolean isNameByte(byte b, boolean digitsToo) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || b == '_'
                || (digitsToo && b >= '0' && b <= '9');
    }
}
