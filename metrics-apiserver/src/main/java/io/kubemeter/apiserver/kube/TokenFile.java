package io.kubemeter.apiserver.kube;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A bearer token in a file that others replace: read again whenever the file is another one. While
 * it cannot be read the last token goes on.
 *
 * <p><b>Owner:</b> nobody: any thread asks, and the state is one immutable reading.
 */
public final class TokenFile implements Credential {
    private static final int MAX_TOKEN_BYTES = 64 << 10;

    private final Path file;
    private volatile Reading last = new Reading("", FileTime.fromMillis(0), null);

    public TokenFile(Path file) {
        this.file = file;
    }

    /** The token, or an empty text where there never was one. */
    public String token() {
        Reading known = last;
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            if (known.isOf(now) || now.size() > MAX_TOKEN_BYTES) {
                return known.token;
            }
            String token = Files.readString(file, StandardCharsets.US_ASCII).strip();
            if (token.isEmpty()) {
                return known.token;
            }
            last = new Reading(token, now.lastModifiedTime(), now.fileKey());
            return token;
        } catch (IOException e) {
            return known.token;
        }
    }

    @Override
    public @Nullable String authorization() {
        String token = token();
        return token.isEmpty() ? null : "Bearer " + token;
    }

    @Override
    public @Nullable String missing() {
        return token().isEmpty() ? "no token in " + file : null;
    }

    @Override
    public String toString() {
        return "token of " + file;
    }

    /** One reading; without a text form, so that no log shows the token. */
    private static final class Reading {
        final String token;
        final FileTime modified;
        final @Nullable Object fileKey;

        Reading(String token, FileTime modified, @Nullable Object fileKey) {
            this.token = token;
            this.modified = modified;
            this.fileKey = fileKey;
        }

        boolean isOf(BasicFileAttributes file) {
            return !token.isEmpty()
                    && modified.equals(file.lastModifiedTime())
                    && Objects.equals(fileKey, file.fileKey());
        }
    }
}
