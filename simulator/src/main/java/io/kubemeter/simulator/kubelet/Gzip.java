package io.kubemeter.simulator.kubelet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Compresses a body as fast as can be. */
final class Gzip {
    private Gzip() {}

    static byte[] compressed(byte[] bytes, int length) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(length / 6 + 64);
        try (GZIPOutputStream gzip = new Fast(packed)) {
            gzip.write(bytes, 0, length);
        } catch (IOException e) {
            throw new UncheckedIOException("an array refused bytes", e);
        }
        return packed.toByteArray();
    }

    /** Gzip at its fastest level, which the JDK offers to subclasses only. */
    private static final class Fast extends GZIPOutputStream {
        Fast(ByteArrayOutputStream out) throws IOException {
            super(out, 4096);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
