package io.kubemeter.apiserver.http;

import io.netty.handler.codec.http.HttpMethod;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes.
 *
 * @param rawPath the path, percent-encoded; {@code *} for the server as a whole
 * @param rawQuery what follows the question mark, or {@code null}
 */
record RequestTarget(String rawPath, @Nullable String rawQuery) {
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");
    private static final String NO_PATH = "";

    /** Splits a target in any of its forms; {@code null} if it is none. */
    static @Nullable RequestTarget parse(HttpMethod method, String target) {
        if (!target.startsWith("/") && method.equals(HttpMethod.CONNECT)) {
            return new RequestTarget(NO_PATH, null);
        }
        String local = target.startsWith("/") || target.equals("*") ? target : withoutHost(target);
        if (local == null || hasControl(local)) {
            return null;
        }
        int mark = local.indexOf('?');
        String path = mark < 0 ? local : local.substring(0, mark);
        String query = mark < 0 ? null : local.substring(mark + 1);
        return wellEncoded(path) ? new RequestTarget(path, query) : null;
    }

    /** The part behind scheme and host; a target may end before it, or be no more than a name. */
    private static @Nullable String withoutHost(String target) {
        Matcher scheme = SCHEME.matcher(target);
        if (!scheme.lookingAt()) {
            return null;
        }
        String rest = target.substring(scheme.end());
        if (!rest.startsWith("/")) {
            return NO_PATH;
        }
        if (!rest.startsWith("//")) {
            return rest;
        }
        for (int at = 2; at < rest.length(); at++) {
            if (rest.charAt(at) == '/' || rest.charAt(at) == '?') {
                return rest.substring(at);
            }
        }
        return NO_PATH;
    }

    private static boolean hasControl(String text) {
        return text.chars().anyMatch(c -> c < ' ' || c == 0x7f);
    }

    private static boolean wellEncoded(String path) {
        for (int at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 1)) {
            if (at + 2 >= path.length()
                    || Character.digit(path.charAt(at + 1), 16) < 0
                    || Character.digit(path.charAt(at + 2), 16) < 0) {
                return false;
            }
        }
        return true;
    }
}
