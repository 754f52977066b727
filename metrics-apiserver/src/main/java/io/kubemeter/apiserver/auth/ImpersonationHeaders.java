package io.kubemeter.apiserver.auth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Whom a request asks to be taken for, as its headers say it; nothing is proven or completed.
 *
 * @param user the name, or empty
 * @param uid the uid, or empty
 * @param groups all groups that were named
 * @param extra further facts by key
 */
record ImpersonationHeaders(
        String user, String uid, List<String> groups, Map<String, List<String>> extra) {
    private static final String USER = "Impersonate-User";
    private static final String GROUP = "Impersonate-Group";
    private static final String UID = "Impersonate-Uid";
    private static final String EXTRA = "impersonate-extra-";

    static ImpersonationHeaders read(PeerCredentials request) {
        return new ImpersonationHeaders(
                first(request.headers(USER)),
                first(request.headers(UID)),
                request.headers(GROUP),
                extra(request));
    }

    /** Whether the request asks for nobody. */
    boolean isAbsent() {
        return user.isEmpty() && uid.isEmpty() && groups.isEmpty() && extra.isEmpty();
    }

    /** Whether nothing but the name is asked for. */
    boolean isUserAlone() {
        return uid.isEmpty() && groups.isEmpty() && extra.isEmpty();
    }

    /** As upstream prints it to who forgot the name. */
    @Override
    public String toString() {
        String facts =
                extra.isEmpty()
                        ? "map[string][]string(nil)"
                        : "map[string][]string"
                                + new TreeMap<>(extra)
                                        .entrySet().stream()
                                                .map(fact ->
                                                        quoted(fact.getKey())
                                                                + ":"
                                                                + texts(fact.getValue()))
                                                .collect(Collectors.joining(", ", "{", "}"));
        return "&user.DefaultInfo{Name:"
                + quoted(user)
                + ", UID:"
                + quoted(uid)
                + ", Groups:"
                + (groups.isEmpty() ? "[]string(nil)" : texts(groups))
                + ", Extra:"
                + facts
                + "}";
    }

    private static String texts(List<String> texts) {
        return texts.stream()
                .map(ImpersonationHeaders::quoted)
                .collect(Collectors.joining(", ", "[]string{", "}"));
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static Map<String, List<String>> extra(PeerCredentials request) {
        LinkedHashSet<String> names = new LinkedHashSet<>();
        for (String name : request.headerNames()) {
            if (name.regionMatches(true, 0, EXTRA, 0, EXTRA.length())) {
                names.add(name.toLowerCase(Locale.ROOT));
            }
        }
        if (names.isEmpty()) {
            return Map.of();
        }
        Map<String, List<String>> extra = new LinkedHashMap<>();
        for (String name : names) {
            String key = FrontProxyHeaders.decoded(name.substring(EXTRA.length()));
            extra.computeIfAbsent(key, any -> new ArrayList<>()).addAll(request.headers(name));
        }
        return extra;
    }

    private static String first(List<String> values) {
        return values.isEmpty() ? "" : values.getFirst();
    }
}
