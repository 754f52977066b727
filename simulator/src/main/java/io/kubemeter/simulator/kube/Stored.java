package io.kubemeter.simulator.kube;

/**
 * An object in the store, at the version under which clients see it.
 *
 * <p><b>Owner:</b> any thread: the one field that changes is a cache of a value that does not.
 */
final class Stored<T> {
    private final T object;
    private final long version;
    private int protobufLength;

    Stored(T object, long version) {
        this.object = object;
        this.version = version;
    }

    T object() {
        return object;
    }

    long version() {
        return version;
    }

    Stored<T> at(long newVersion) {
        return new Stored<>(object, newVersion);
    }

    /** How long it is in protobuf, or 0 where nobody has written it yet. */
    int protobufLength() {
        return protobufLength;
    }

    void protobufLength(int length) {
        protobufLength = length;
    }
}
