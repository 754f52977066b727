package io.kubemeter.simulator.wire;

import java.util.Collection;
import java.util.Map;

/**
 * Writes one API object field by field; each field has its protobuf number and its JSON name. As in
 * Kubernetes, JSON leaves empty fields out where protobuf writes them.
 *
 * <p><b>Owner:</b> whoever made it; one thread at a time.
 */
public interface ObjectWriter {
    /** A string; absent from JSON when empty. */
    void text(int number, String name, String value);

    /** A string that JSON shows even when it is empty. */
    void shownText(int number, String name, String value);

    /** A number; absent from JSON when 0. */
    void integer(int number, String name, long value);

    /** A number that JSON shows even when it is 0. */
    void shownInteger(int number, String name, long value);

    /** A truth value; absent from JSON when false. */
    void flag(int number, String name, boolean value);

    /** A truth value that JSON shows even when it is false. */
    void shownFlag(int number, String name, boolean value);

    /** Bytes, which JSON shows in base64. */
    void bytes(int number, String name, byte[] value);

    /** An instant, to the second. */
    void time(int number, String name, long epochMillis);

    void texts(int number, String name, Collection<String> values);

    void map(int number, String name, Map<String, String> values);

    /** A map whose values are quantities. */
    void quantities(int number, String name, Map<String, String> values);

    /** A map of lists of texts with one entry, as a user's extra is. */
    void extra(int number, String name, String key, String value);

    /** What managedFields own: JSON text in either encoding. */
    void fieldSet(int number, String name, byte[] json);

    /** Opens a nested message; {@link #end} closes it. */
    void begin(int number, String name);

    /** Opens a message whose fields JSON shows among those of its parent. */
    void beginInline(int number);

    void endInline();

    /** Opens a list of messages; {@link #endList} closes it. */
    void beginList(String name);

    /** Opens one message of a list; {@link #end} closes it. */
    void beginItem(int number);

    void end();

    void endList();
}
