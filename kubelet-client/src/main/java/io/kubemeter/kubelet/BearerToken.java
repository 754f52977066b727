package io.kubemeter.kubelet;

/** A bearer token that no log line or message can show by accident. */
public final class BearerToken {
    private final String secret;

    private BearerToken(String secret) {
        this.secret = secret;
    }

    /**
     * Takes a token as read from a file.
     *
     * @throws IllegalArgumentException if it is empty or could break out of a header line
     */
    public static BearerToken parse(String text) {
        String secret = text.strip();
        boolean printable = secret.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (secret.isEmpty() || !printable) {
            throw new IllegalArgumentException(
                    "token: " + secret.length() + " characters (expected: printable ASCII)");
        }
        return new BearerToken(secret);
    }

    String secret() {
        return secret;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BearerToken token && token.secret.equals(secret);
    }

    @Override
    public int hashCode() {
        return secret.hashCode();
    }

    @Override
    public String toString() {
        return "BearerToken";
    }
}
