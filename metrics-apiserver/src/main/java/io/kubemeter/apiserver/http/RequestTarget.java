package io.kubemeter.apiserver.http;

import org.jspecify.annotations.Nullable;

/**
 * Where a request goes.
 *
 * @param rawPath the path, percent-encoded; {@code *} for the server as a whole
 * @param rawQuery what follows the question mark, or {@code null}
 */
record RequestTarget(String rawPath, @Nullable String rawQuery) {
    private static final String SCHEME_END = "://";

    /** Splits a target in any of its forms; {@code null} if it is none. */
    static @Nullable RequestTarget parse(String target) {
        String local = target.startsWith("/") || target.equals("*") ? target : withoutHost(target);
        if (local == null || hasControl(local)) {
            return null;
        }
        int mark = local.indexOf('?');
        String path = mark < 0 ? local : local.substring(0, mark);
        String query = mark < 0 ? null : local.substring(mark + 1);
        return wellEncoded(path) ? new RequestTarget(path, query) : null;
    }

    private static @Nullable String withoutHost(String target) {
        int scheme = target.indexOf(SCHEME_END);
        if (scheme <= 0) {
            return null;
        }
        int host = scheme + SCHEME_END.length();
        for (int at = host; at < target.length(); at++) {
            if (target.charAt(at) == '/') {
                return target.substring(at);
            }
            if (target.charAt(at) == '?') {
                return "/" + target.substring(at);
            }
        }
        return "/";
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
