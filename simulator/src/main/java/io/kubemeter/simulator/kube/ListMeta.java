package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.wire.ObjectWriter;

/** The metadata of a list: its version, and how to go on where it is cut. */
record ListMeta(String version, String next, long remaining) {
    void write(ObjectWriter into) {
        into.begin(1, "metadata");
        into.text(2, "resourceVersion", version);
        into.text(3, "continue", next);
        if (remaining > 0) {
            into.integer(4, "remainingItemCount", remaining);
        }
        into.end();
    }
}
