package io.kubemeter.apiserver.protobuf;

/**
 * One event of a watch.
 *
 * @param <T> what is watched
 */
public sealed interface WatchFrame<T> {
    /** The object is there, new or changed. */
    record Present<T>(T item) implements WatchFrame<T> {}

    /** The object is gone, or left the selection. */
    record Gone<T>(T item) implements WatchFrame<T> {}

    /** Nothing happened up to this version. */
    record Bookmark<T>(String resourceVersion) implements WatchFrame<T> {}

    /** The server cannot go on; the watch is over. */
    record Failed<T>(StatusItem status) implements WatchFrame<T> {}

    /** Something of a type that we do not know. */
    record Other<T>() implements WatchFrame<T> {}
}
