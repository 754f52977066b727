package io.kubemeter.apiserver.auth;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the user that an aggregator tells in the headers of a request. */
final class FrontProxyHeaders {
    private FrontProxyHeaders() {}

    /** The user, or {@code null} where no header names one. */
    static @Nullable Identity identity(FrontProxyRules rules, PeerCredentials request) {
        String user = first(rules.userHeaders(), request);
        if (user == null) {
            return null;
        }
        List<String> groups = new ArrayList<>();
        for (String header : rules.groupHeaders()) {
            request.headers(header).stream().filter(group -> !group.isEmpty()).forEach(groups::add);
        }
        return new Identity(
                user, first(rules.uidHeaders(), request), groups, extra(rules, request));
    }

    private static @Nullable String first(List<String> headers, PeerCredentials request) {
        for (String header : headers) {
            List<String> values = request.headers(header);
            if (!values.isEmpty() && !values.getFirst().isEmpty()) {
                return values.getFirst();
            }
        }
        return null;
    }

    private static Map<String, List<String>> extra(FrontProxyRules rules, PeerCredentials request) {
        Map<String, List<String>> extra = new LinkedHashMap<>();
        LinkedHashSet<String> names = new LinkedHashSet<>();
        request.headerNames().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        for (String prefix : rules.extraPrefixes()) {
            String wanted = prefix.toLowerCase(Locale.ROOT);
            for (String name : names) {
                if (name.startsWith(wanted)) {
                    extra.computeIfAbsent(
                                    decoded(name.substring(wanted.length())),
                                    key -> new ArrayList<>())
                            .addAll(request.headers(name));
                }
            }
        }
        return extra;
    }

    /**
     * Percent-decoded as a path segment: a plus stays one; what cannot be decoded stays as it is.
     */
    static String decoded(String key) {
        if (key.indexOf('%') < 0) {
            return key;
        }
        byte[] bytes = new byte[key.length() * 3];
        int length = 0;
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c != '%') {
                byte[] plain = String.valueOf(c).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(plain, 0, bytes, length, plain.length);
                length += plain.length;
                continue;
            }
            int high = i + 2 < key.length() ? Character.digit(key.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(key.charAt(i + 2), 16);
            if (low < 0) {
                return key;
            }
            bytes[length++] = (byte) ((high << 4) | low);
            i += 2;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
