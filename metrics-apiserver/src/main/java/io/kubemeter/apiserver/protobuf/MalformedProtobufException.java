package io.kubemeter.apiserver.protobuf;

import java.io.IOException;

/** Bytes that are no protobuf message of the expected shape, or that end too early. */
public final class MalformedProtobufException extends IOException {
    private static final long serialVersionUID = 1;

    MalformedProtobufException(String message) {
        super(message);
    }
}
