package io.kubemeter.simulator.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;

/**
 * Writes API objects as JSON.
 *
 * <p><b>Owner:</b> whoever made it; one thread at a time.
 */
public final class JsonWriter implements ObjectWriter {
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);

    private final ByteSink sink = new ByteSink(16 * 1024);
    private boolean first = true;

    public byte[] toArray() {
        return sink.toArray();
    }

    public int length() {
        return sink.length();
    }

    public void clear() {
        sink.clear();
    }

    /** Opens an object that has no name: a body, a row's object, an item. */
    public JsonWriter object() {
        comma();
        sink.put('{');
        first = true;
        return this;
    }

    /** Text that is JSON already, without a comma before or after it. */
    public JsonWriter raw(String json) {
        sink.utf8(json);
        return this;
    }

    /** A list whose items are texts or objects without a name. */
    public void array(String name) {
        name(name);
        sink.put('[');
        first = true;
    }

    /** One text of a list. */
    public void element(String value) {
        comma();
        string(value);
    }

    /** One number of a list. */
    public void element(long value) {
        comma();
        sink.utf8(Long.toString(value));
    }

    public void kind(String apiVersion, String kind) {
        text(0, "kind", kind);
        text(0, "apiVersion", apiVersion);
    }

    /** What follows is the first of its kind: no comma before it. */
    public void restart() {
        first = true;
    }

    @Override
    public void text(int number, String name, String value) {
        if (!value.isEmpty()) {
            shownText(number, name, value);
        }
    }

    @Override
    public void shownText(int number, String name, String value) {
        name(name);
        string(value);
    }

    @Override
    public void integer(int number, String name, long value) {
        if (value != 0) {
            shownInteger(number, name, value);
        }
    }

    @Override
    public void shownInteger(int number, String name, long value) {
        name(name);
        sink.utf8(Long.toString(value));
    }

    @Override
    public void flag(int number, String name, boolean value) {
        if (value) {
            shownFlag(number, name, true);
        }
    }

    @Override
    public void shownFlag(int number, String name, boolean value) {
        name(name);
        sink.utf8(value ? "true" : "false");
    }

    @Override
    public void time(int number, String name, long epochMillis) {
        shownText(number, name, Instant.ofEpochSecond(Math.floorDiv(epochMillis, 1000)).toString());
    }

    @Override
    public void texts(int number, String name, Collection<String> values) {
        if (!values.isEmpty()) {
            array(name);
            values.forEach(this::element);
            endList();
        }
    }

    @Override
    public void map(int number, String name, Map<String, String> values) {
        if (!values.isEmpty()) {
            begin(number, name);
            values.forEach((key, value) -> shownText(0, key, value));
            end();
        }
    }

    @Override
    public void quantities(int number, String name, Map<String, String> values) {
        map(number, name, values);
    }

    @Override
    public void bytes(int number, String name, byte[] value) {
        shownText(number, name, Base64.getEncoder().encodeToString(value));
    }

    @Override
    public void extra(int number, String name, String key, String value) {
        begin(number, name);
        array(key);
        element(value);
        endList();
        end();
    }

    @Override
    public void fieldSet(int number, String name, byte[] json) {
        name(name);
        sink.put(json);
    }

    @Override
    public void begin(int number, String name) {
        name(name);
        sink.put('{');
        first = true;
    }

    @Override
    public void beginInline(int number) {
        // Its fields stand among their parent's.
    }

    @Override
    public void endInline() {
        // Its fields stand among their parent's.
    }

    @Override
    public void beginList(String name) {
        array(name);
    }

    @Override
    public void beginItem(int number) {
        object();
    }

    @Override
    public void end() {
        sink.put('}');
        first = false;
    }

    @Override
    public void endList() {
        sink.put(']');
        first = false;
    }

    private void comma() {
        if (!first) {
            sink.put(',');
        }
        first = false;
    }

    /** A name whose value is written as {@link #raw} text. */
    public JsonWriter name(String name) {
        comma();
        string(name);
        sink.put(':');
        return this;
    }

    /** As Go escapes it: also what would matter in HTML. */
    private void string(String value) {
        sink.put('"');
        int from = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x20 || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&') {
                sink.utf8(value.substring(from, i));
                escape(c);
                from = i + 1;
            }
        }
        sink.utf8(from == 0 ? value : value.substring(from));
        sink.put('"');
    }

    private void escape(char c) {
        sink.put('\\');
        switch (c) {
            case '"', '\\' -> sink.put(c);
            case '\n' -> sink.put('n');
            case '\r' -> sink.put('r');
            case '\t' -> sink.put('t');
            default -> {
                sink.utf8("u00");
                sink.put(HEX[c >> 4]);
                sink.put(HEX[c & 0xF]);
            }
        }
    }
}
