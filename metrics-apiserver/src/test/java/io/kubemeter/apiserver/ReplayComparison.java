package io.kubemeter.apiserver;

import io.kubemeter.apiserver.ReplayDifference.Place;
import io.kubemeter.apiserver.api.CapturedAnswer;
import io.kubemeter.apiserver.api.CapturedExchange;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compares captured answers with one of ours.
 *
 * <p><b>Owner:</b> the test's thread.
 */
final class ReplayComparison {
    private static final Pattern UUID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    private static final String LENGTH = "Content-Length";
    private static final String CODING = "Transfer-Encoding";

    private final CapturedAnswer ours;
    private final List<ReplayDifference> allowed;
    private @Nullable String ownRest;

    ReplayComparison(CapturedAnswer ours, List<ReplayDifference> allowed) {
        this.ours = ours;
        this.allowed = allowed;
    }

    /** The first thing that differs and may not; empty where nothing does. */
    String difference(CapturedExchange exchange) {
        CapturedAnswer captured = exchange.answer();
        if (captured == null) {
            return has(allowed, Place.SILENCE, Integer.toString(ours.status()))
                    ? ""
                    : "no answer was captured, ours is " + ours.status();
        }
        String head = head(captured);
        return head.isEmpty() ? body(exchange, captured) : head;
    }

    private String head(CapturedAnswer captured) {
        if (!captured.version().equals(ours.version())) {
            return "version: " + captured.version() + ", ours " + ours.version();
        }
        boolean sameStatus =
                captured.status() == ours.status() && captured.reason().equals(ours.reason());
        if (!sameStatus && !has(Place.STATUS)) {
            return "status: " + captured.status() + ", ours " + ours.status() + " " + ours.body();
        }
        Set<String> names = new TreeSet<>();
        captured.headers().forEach(header -> names.add(header.getKey()));
        ours.headers().forEach(header -> names.add(header.getKey()));
        for (String name : names) {
            if (isFraming(captured, name)) {
                continue;
            }
            List<String> theirs = values(captured, name);
            List<String> own = values(ours, name);
            boolean free = has(allowed, Place.HEADER, name);
            if (free ? theirs.size() != own.size() : !theirs.equals(own)) {
                return name + ": " + theirs + ", ours " + own;
            }
        }
        String id = ours.header("Audit-Id");
        return id != null && UUID.matcher(id).matches() ? "" : "Audit-Id: ours is no id: " + id;
    }

    private String body(CapturedExchange exchange, CapturedAnswer captured) {
        String framing = framing(captured, exchange.method());
        if (!framing.isEmpty()) {
            return framing;
        }
        if (exchange.method().equals("HEAD")) {
            return captured.body().equals(ours.body()) ? "" : "body of HEAD";
        }
        String expected;
        try {
            expected = ReplayBody.ofCaptured(captured.body(), allowed);
        } catch (RuntimeException e) {
            return "captured body: " + e;
        }
        String own = ownRest();
        return expected.equals(own) ? "" : parting(expected, own);
    }

    private String ownRest() {
        String rest = ownRest;
        if (rest == null) {
            rest = ReplayBody.ofOurs(ours.body(), allowed);
            ownRest = rest;
        }
        return rest;
    }

    /** Where two bodies begin to differ. */
    private static String parting(String expected, String own) {
        int at = 0;
        while (at < Math.min(expected.length(), own.length())
                && expected.charAt(at) == own.charAt(at)) {
            at++;
        }
        return "body at " + at + ": " + around(expected, at) + "\nours: " + around(own, at);
    }

    private static String around(String text, int at) {
        return text.substring(Math.max(0, at - 80), Math.min(text.length(), at + 80));
    }

    /** Whether the length that was told is the length that came. */
    private String framing(CapturedAnswer captured, String method) {
        String length = captured.header(LENGTH);
        String coding = captured.header(CODING);
        if (coding != null) {
            return coding.equals("chunked") && length == null ? "" : "coding: " + coding;
        }
        if (has(Place.BODY) && length != null) {
            return length.matches("[0-9]+") ? "" : LENGTH + ": " + length;
        }
        String real = Integer.toString(captured.body().length());
        boolean fits = method.equals("HEAD") ? length != null : real.equals(length);
        return fits ? "" : LENGTH + ": " + length + ", came " + real;
    }

    /** Which bytes of a capture may be anything: positions in {@link CapturedExchange#render}. */
    static BitSet free(CapturedExchange exchange) {
        List<ReplayDifference> allowed = ReplayDifference.in(exchange);
        CapturedAnswer captured = Objects.requireNonNull(exchange.answer());
        BitSet free = new BitSet();
        int at = exchange.requestText().length();
        int line = captured.head().indexOf('\n');
        if (has(allowed, Place.STATUS)) {
            free.set(at + captured.version().length() + 1, at + line);
        }
        at += line + 1;
        for (Map.Entry<String, String> header : captured.headers()) {
            int value = at + header.getKey().length() + 2;
            at = value + header.getValue().length() + 1;
            boolean lengthOfNothing =
                    (exchange.method().equals("HEAD") || has(allowed, Place.BODY))
                            && header.getKey().equalsIgnoreCase(LENGTH);
            if (lengthOfNothing || has(allowed, Place.HEADER, header.getKey())) {
                free.set(value, at - 1);
            }
        }
        int body = at + 1;
        if (has(allowed, Place.BODY)) {
            free.set(body, body + captured.body().length());
        }
        ReplayBody.holes(captured.body(), allowed)
                .forEach((from, to) -> free.set(body + from, body + to));
        return free;
    }

    private boolean has(Place place) {
        return has(allowed, place);
    }

    private static boolean has(List<ReplayDifference> allowed, Place place) {
        return allowed.stream().anyMatch(difference -> difference.place() == place);
    }

    private static boolean has(List<ReplayDifference> allowed, Place place, String where) {
        return allowed.stream()
                .anyMatch(d -> d.place() == place && d.where().equalsIgnoreCase(where));
    }

    /** By its exact name: on HTTP/1.1 as Go writes it, on HTTP/2 in lower case. */
    private static boolean isFraming(CapturedAnswer captured, String name) {
        return name.equals(named(captured, LENGTH)) || name.equals(named(captured, CODING));
    }

    private static String named(CapturedAnswer captured, String name) {
        return captured.version().equals("HTTP/2") ? name.toLowerCase(Locale.ROOT) : name;
    }

    private static List<String> values(CapturedAnswer answer, @Nullable String name) {
        List<String> values = new ArrayList<>();
        for (Map.Entry<String, String> header : answer.headers()) {
            if (header.getKey().equals(name)) {
                values.add(header.getValue());
            }
        }
        return values;
    }
}
