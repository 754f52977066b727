package io.kubemeter.apiserver.json;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads JSON that we wrote ourselves into maps sorted by key, lists and strings. What is neither, a
 * number, true, false or null, is kept as a {@link Word}.
 *
 * <p><b>Owner:</b> the thread that made it; used once.
 */
final class JsonTree {
    /**
     * A value that is written without quotes.
     *
     * @param text how it is written
     */
    record Word(String text) {}

    private final String json;
    private int at;

    JsonTree(String json) {
        this.json = json;
    }

    Object read() {
        Object value = value();
        if (at < json.length() && json.charAt(at) != '\n') {
            throw unexpected();
        }
        return value;
    }

    private Object value() {
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            default -> word();
        };
    }

    private SortedMap<String, Object> object() {
        SortedMap<String, Object> members = new TreeMap<>();
        at++;
        while (peek() != '}') {
            String key = string();
            at++;
            members.put(key, value());
            if (peek() == ',') {
                at++;
            }
        }
        at++;
        return members;
    }

    private List<Object> array() {
        List<Object> items = new ArrayList<>();
        at++;
        while (peek() != ']') {
            items.add(value());
            if (peek() == ',') {
                at++;
            }
        }
        at++;
        return items;
    }

    private String string() {
        StringBuilder text = new StringBuilder();
        for (at++; peek() != '"'; at++) {
            text.append(peek() == '\\' ? escaped() : peek());
        }
        at++;
        return text.toString();
    }

    private char escaped() {
        at++;
        return switch (peek()) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                at += 4;
                yield (char) Integer.parseInt(json, at - 3, at + 1, 16);
            }
            default -> peek();
        };
    }

    private Word word() {
        int start = at;
        while (at < json.length() && ",]}\n".indexOf(json.charAt(at)) < 0) {
            at++;
        }
        if (start == at) {
            throw unexpected();
        }
        return new Word(json.substring(start, at));
    }

    private char peek() {
        if (at >= json.length()) {
            throw unexpected();
        }
        return json.charAt(at);
    }

    private IllegalArgumentException unexpected() {
        return new IllegalArgumentException("JSON of ours: unexpected end or sign at " + at);
    }
}
