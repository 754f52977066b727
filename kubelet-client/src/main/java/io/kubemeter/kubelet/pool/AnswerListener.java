package io.kubemeter.kubelet.pool;

import io.kubemeter.model.Reason;

/** Hears how a scrape ended: exactly one of the two, on the session's event loop. */
public interface AnswerListener {
    /**
     * The whole body of a good answer.
     *
     * @param body borrowed for the call
     * @param length how much of it is the answer
     */
    void answered(byte[] body, int length);

    /**
     * There is no answer.
     *
     * @param detail what was seen, safe to log
     */
    void failed(Reason reason, String detail);
}
