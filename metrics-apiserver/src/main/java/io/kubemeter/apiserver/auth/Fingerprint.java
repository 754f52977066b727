package io.kubemeter.apiserver.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * Stands for a token or a question in a cache: equal for the same content, of fixed size, and worth
 * nothing to whoever reads our memory.
 */
record Fingerprint(long first, long second, long third, long fourth) {
    /** New in each process, so that fingerprints mean nothing outside of it. */
    private static final byte[] SALT = salt();

    /** Of texts in this order; where one ends and the next begins counts. */
    static Builder of(String text) {
        return new Builder().and(text);
    }

    private static byte[] salt() {
        byte[] salt = new byte[64];
        new SecureRandom().nextBytes(salt);
        return salt;
    }

    /** Takes texts one by one. Owner: construction only. */
    static final class Builder {
        private final MessageDigest digest;
        private final byte[] length = new byte[4];

        private Builder() {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
            digest.update(SALT);
        }

        Builder and(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return and(bytes.length).bytes(bytes);
        }

        Builder and(int number) {
            ByteBuffer.wrap(length).putInt(number);
            return bytes(length);
        }

        Fingerprint build() {
            ByteBuffer made = ByteBuffer.wrap(digest.digest());
            return new Fingerprint(made.getLong(), made.getLong(), made.getLong(), made.getLong());
        }

        private Builder bytes(byte[] bytes) {
            digest.update(bytes);
            return this;
        }
    }
}
