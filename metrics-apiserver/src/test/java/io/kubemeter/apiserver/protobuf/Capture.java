package io.kubemeter.apiserver.protobuf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;

/** The body of an answer that was captured from a real kube-apiserver. */
public final class Capture {
    private Capture() {}

    public static byte[] body(String name) {
        try (InputStream file = Capture.class.getResourceAsStream("/kube-apiserver/" + name)) {
            byte[] all = Objects.requireNonNull(file, name).readAllBytes();
            for (int i = 0; i + 1 < all.length; i++) {
                if (all[i] == '\n' && all[i + 1] == '\n') {
                    return Arrays.copyOfRange(all, i + 2, all.length);
                }
            }
            throw new IllegalArgumentException(name + ": no empty line");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
