package io.kubemeter.simulator.aggregator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kubemeter.simulator.kube.Caller;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;

/** Writes who asks into the headers that extension servers believe. */
final class IdentityHeaders {
    private static final String USER = "x-remote-user";
    private static final String UID = "x-remote-uid";
    private static final String GROUP = "x-remote-group";
    private static final String EXTRA = "x-remote-extra-";
    private static final String LEGAL_MARKS = "!#$&'*+-.^_`|~";

    private IdentityHeaders() {}

    /** Takes away what the client says of itself. */
    static void remove(HttpHeaders headers) {
        for (String name : List.copyOf(headers.names())) {
            if (name.toLowerCase(Locale.ROOT).startsWith("x-remote-")) {
                headers.remove(name);
            }
        }
    }

    static void set(HttpHeaders headers, Caller caller) {
        headers.set(USER, caller.account().user());
        if (!caller.account().uid().isEmpty()) {
            headers.set(UID, caller.account().uid());
        }
        for (String group : caller.account().groups()) {
            headers.add(GROUP, group);
        }
        if (!caller.credentialId().isEmpty()) {
            headers.set(EXTRA + escaped(Caller.CREDENTIAL_KEY), caller.credentialId());
        }
    }

    /** Percent-escapes what may not stand in a header's name. */
    static String escaped(String key) {
        StringBuilder name = new StringBuilder();
        for (byte b : key.getBytes(UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean letterOrDigit = c < 0x80 && Character.isLetterOrDigit(c);
            if (letterOrDigit || LEGAL_MARKS.indexOf(c) >= 0) {
                name.append(c);
            } else {
                name.append(String.format(Locale.ROOT, "%%%02x", (int) c));
            }
        }
        return name.toString();
    }
}
