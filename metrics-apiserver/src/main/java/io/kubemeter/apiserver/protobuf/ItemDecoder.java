package io.kubemeter.apiserver.protobuf;

import java.io.IOException;

/**
 * Reads one object, from here to the end of the message that the reader is in.
 *
 * @param <T> what comes of it
 */
@FunctionalInterface
public interface ItemDecoder<T> {
    T decode(ProtoReader in) throws IOException;
}
