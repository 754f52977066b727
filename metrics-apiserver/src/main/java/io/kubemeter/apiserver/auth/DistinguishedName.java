package io.kubemeter.apiserver.auth;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a certificate's subject that name a Kubernetes user, read from its DER form, so that
 * no text form with its quoting can be misread.
 *
 * @param commonName the last CN, as Kubernetes reads it; empty where there is none
 * @param organizations all O, in order
 * @param uid the user's uid, where the subject has one
 */
record DistinguishedName(String commonName, List<String> organizations, @Nullable String uid) {
    private static final byte[] COMMON_NAME = {0x55, 4, 3};
    private static final byte[] ORGANIZATION = {0x55, 4, 10};

    /** 1.3.6.1.4.1.57683.2, Kubernetes' own. */
    private static final byte[] USER_UID = {0x2b, 6, 1, 4, 1, (byte) 0x83, (byte) 0xc2, 0x53, 2};

    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int OBJECT_IDENTIFIER = 6;

    static DistinguishedName of(X500Principal subject) {
        String commonName = "";
        List<String> organizations = new ArrayList<>();
        String uid = null;
        Der name = new Der(subject.getEncoded()).enter(SEQUENCE);
        while (name.hasMore()) {
            Der parts = name.enter(SET);
            while (parts.hasMore()) {
                Der part = parts.enter(SEQUENCE);
                byte[] type = part.value(OBJECT_IDENTIFIER);
                String value = part.text();
                if (Arrays.equals(type, COMMON_NAME)) {
                    commonName = value;
                } else if (Arrays.equals(type, ORGANIZATION)) {
                    organizations.add(value);
                } else if (Arrays.equals(type, USER_UID)) {
                    uid = value;
                }
            }
        }
        return new DistinguishedName(commonName, List.copyOf(organizations), uid);
    }

    /** Walks over DER that the JDK has parsed and written itself. Owner: construction only. */
    private static final class Der {
        private final byte[] bytes;
        private final int end;
        private int next;

        Der(byte[] bytes) {
            this(bytes, 0, bytes.length);
        }

        private Der(byte[] bytes, int from, int end) {
            this.bytes = bytes;
            this.next = from;
            this.end = end;
        }

        boolean hasMore() {
            return next < end;
        }

        Der enter(int tag) {
            int found = bytes[next] & 0xff;
            if (found != tag) {
                throw new IllegalArgumentException("DER tag " + found + " (expected: " + tag + ")");
            }
            return element();
        }

        byte[] value(int tag) {
            Der element = enter(tag);
            return Arrays.copyOfRange(bytes, element.next, element.end);
        }

        String text() {
            int tag = bytes[next] & 0xff;
            Der element = element();
            return new String(bytes, element.next, element.end - element.next, charset(tag));
        }

        private Der element() {
            int length = bytes[next + 1] & 0xff;
            int from = next + 2;
            if (length >= 0x80) {
                int octets = length & 0x7f;
                length = 0;
                for (int i = 0; i < octets; i++) {
                    length = (length << 8) | (bytes[from++] & 0xff);
                }
            }
            next = from + length;
            return new Der(bytes, from, next);
        }

        private static Charset charset(int tag) {
            return switch (tag) {
                case 0x14 -> StandardCharsets.ISO_8859_1;
                case 0x1e -> StandardCharsets.UTF_16BE;
                case 0x1c -> StandardCharsets.UTF_32BE;
                default -> StandardCharsets.UTF_8;
            };
        }
    }
}
