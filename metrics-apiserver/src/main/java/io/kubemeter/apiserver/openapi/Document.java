package io.kubemeter.apiserver.openapi;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/** One document in every form in which it is sent. Immutable; the arrays are never written. */
public final class Document {
    private final byte[] json;
    private final byte[] protobuf;
    private final String hash;

    private Document(byte[] json, byte[] protobuf) {
        this.json = json;
        this.protobuf = protobuf;
        this.hash = hash(json);
    }

    static Document of(JsonObject tree, Message form) {
        byte[] json = tree.toString().getBytes(StandardCharsets.UTF_8);
        return new Document(json, form.bytes(tree));
    }

    /** One that is sent as JSON only. */
    static Document of(JsonObject tree) {
        return new Document(tree.toString().getBytes(StandardCharsets.UTF_8), new byte[0]);
    }

    /** As JSON; not to be written to. */
    public byte[] json() {
        return json;
    }

    /** As protobuf; not to be written to. */
    public byte[] protobuf() {
        return protobuf;
    }

    /** SHA-512 of the JSON in upper-case hexadecimal: another document has another one. */
    public String hash() {
        return hash;
    }

    /** Any bytes, compressed. */
    public static byte[] gzipped(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 4);
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String hash(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-512").digest(bytes);
            return HexFormat.of().withUpperCase().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-512", e);
        }
    }
}
