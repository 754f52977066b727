package io.kubemeter.apiserver;

import java.util.Locale;
import java.util.function.Consumer;

/**
 * Something that happens to a twin.
 *
 * @param atMillis when, since its start
 * @param what for people
 * @param act does it
 */
record TwinEvent(long atMillis, String what, Consumer<Twin> act) {
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.1f s %s", atMillis / 1e3, what);
    }
}
