package io.kubemeter.apiserver.cluster;

/**
 * Takes what lists and watches say; called by one thread.
 *
 * @param <T> what is listed
 */
interface Sink<T> {
    /** A whole list begins; what it does not name is gone when it ends. */
    void listBegins();

    /** The object is there, new or changed. */
    void present(T item);

    /** The object is gone, or left the selection. */
    void gone(T item);

    /** The list was read to its end. */
    void listEnds();
}
