package io.kubemeter.apiserver.kube;

import java.io.InputStream;

/** A good answer of kube-apiserver, whose body is still on its way. */
public final class KubeResponse implements AutoCloseable {
    private final String contentType;
    private final InputStream body;
    private final Runnable end;

    KubeResponse(String contentType, InputStream body, Runnable end) {
        this.contentType = contentType;
        this.body = body;
        this.end = end;
    }

    /** The media type with its parameters; empty where none was given. */
    public String contentType() {
        return contentType;
    }

    /** Reads as the bytes come; fails when none come for too long. */
    public InputStream body() {
        return body;
    }

    /** Gives the connection up if the body was not read to its end. */
    @Override
    public void close() {
        end.run();
    }
}
