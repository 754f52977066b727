package io.kubemeter.apiserver.api;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a client knows of a content already, and under which conditions it wants it, by the rules of
 * Go's file server. Immutable.
 */
final class Preconditions {
    /** What the conditions come to. */
    enum Outcome {
        SEND,
        NOT_MODIFIED,
        FAILED
    }

    /** How dates are written. */
    static final DateTimeFormatter DATE = date("EEE, dd MMM yyyy HH:mm:ss 'GMT'");

    /** That, and the two ways of older clients. */
    private static final List<DateTimeFormatter> DATES =
            List.of(
                    DATE,
                    date("EEEE, dd-MMM-yy HH:mm:ss 'GMT'"),
                    date("EEE MMM ppd HH:mm:ss yyyy"));

    private final ApiRequest request;
    private final String etag;
    private final Instant modified;

    /**
     * The conditions of a request on a content.
     *
     * @param etag the tag of the content
     * @param modified since when it is as it is
     */
    Preconditions(ApiRequest request, String etag, Instant modified) {
        this.request = request;
        this.etag = etag;
        this.modified = modified.truncatedTo(ChronoUnit.SECONDS);
    }

    Outcome outcome() {
        if (!holds(request.header("If-Match"), request.header("If-Unmodified-Since"))) {
            return Outcome.FAILED;
        }
        String known = given(request.header("If-None-Match"));
        if (known != null) {
            if (!names(known, false)) {
                return Outcome.SEND;
            }
            return reads() ? Outcome.NOT_MODIFIED : Outcome.FAILED;
        }
        Instant since = instant(request.header("If-Modified-Since"));
        return reads() && since != null && !modified.isAfter(since)
                ? Outcome.NOT_MODIFIED
                : Outcome.SEND;
    }

    /** The parts that are wanted; {@code null} where it is the whole. */
    @Nullable String range() {
        String range = given(request.header("Range"));
        String condition = given(request.header("If-Range"));
        if (range == null || condition == null || !reads()) {
            return range;
        }
        String tag = tagAt(condition, 0);
        boolean same = tag.isEmpty() ? modified.equals(instant(condition)) : tag.equals(etag);
        return same ? range : null;
    }

    private boolean holds(@Nullable String tags, @Nullable String date) {
        String wanted = given(tags);
        if (wanted != null) {
            return names(wanted, true);
        }
        Instant since = instant(date);
        return since == null || !modified.isAfter(since);
    }

    private boolean reads() {
        return request.method().equals("GET") || request.method().equals("HEAD");
    }

    /**
     * Whether our tag is in the list; what is no tag ends it. A weak tag is never strong enough.
     */
    private boolean names(String tags, boolean strong) {
        int at = 0;
        while (at < tags.length()) {
            char next = tags.charAt(at);
            if (next == '*') {
                return true;
            }
            if (next == ',' || Character.isWhitespace(next)) {
                at++;
                continue;
            }
            String tag = tagAt(tags, at);
            if (tag.isEmpty()) {
                return false;
            }
            boolean weak = tag.startsWith("W/");
            if ((weak ? tag.substring(2) : tag).equals(etag) && !(strong && weak)) {
                return true;
            }
            at += tag.length();
        }
        return false;
    }

    /** The tag at this place of a text; empty where there is none. */
    private static String tagAt(String text, int start) {
        int quote = text.startsWith("W/", start) ? start + 2 : start;
        if (!text.startsWith("\"", quote)) {
            return "";
        }
        for (int at = quote + 1; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                return text.substring(start, at + 1);
            }
            if (c <= ' ' || c == 0x7f) {
                return "";
            }
        }
        return "";
    }

    private static @Nullable String given(@Nullable String header) {
        return header == null || header.isEmpty() ? null : header;
    }

    private static @Nullable Instant instant(@Nullable String date) {
        if (date == null) {
            return null;
        }
        for (DateTimeFormatter format : DATES) {
            try {
                return format.parse(date, Instant::from);
            } catch (DateTimeParseException e) {
                // Perhaps it is one of the others.
            }
        }
        return null;
    }

    private static DateTimeFormatter date(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
    }
}
