package io.kubemeter.bench.run;

/** Gets the answer to one question, on the client's event loop. */
interface Replies {
    void answered(Reply reply);

    void failed(Throwable cause);
}
