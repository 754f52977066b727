package io.kubemeter.kubelet.pool;

/** What happens to the answer that a connection waits for, on its event loop. */
interface AnswerEvents {
    /** The head is there and good, or more of the body came. */
    void progressed();

    /**
     * An answer came whole.
     *
     * @param head what its head said
     * @param body borrowed for the call
     * @param keepAlive whether the connection may be used again
     */
    void completed(AnswerHead head, Body body, boolean keepAlive);

    /** What came is no answer that we read; the connection is of no more use. */
    void unreadable(Failure failure);

    /** The connection is gone. Also said while nothing is waited for. */
    void lost(String detail);
}
