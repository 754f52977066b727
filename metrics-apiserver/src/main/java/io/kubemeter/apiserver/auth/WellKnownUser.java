package io.kubemeter.apiserver.auth;

import java.util.regex.Pattern;

/** What a user's name says by itself: Kubernetes keeps some names for nodes and accounts. */
sealed interface WellKnownUser {
    /** {@code system:node:…}. */
    record Node(String name) implements WellKnownUser {}

    /** {@code system:serviceaccount:…}. */
    record Account(String namespace, String name) implements WellKnownUser {}

    /** Anybody else. */
    record Other() implements WellKnownUser {}

    static WellKnownUser of(String user) {
        if (user.startsWith(Names.NODE)) {
            String node = user.substring(Names.NODE.length());
            return Names.isSubdomain(node) ? new Node(node) : new Other();
        }
        if (!user.startsWith(Names.ACCOUNT)) {
            return new Other();
        }
        String[] parts = user.substring(Names.ACCOUNT.length()).split(":", -1);
        boolean whole = parts.length == 2 && Names.isLabel(parts[0]) && Names.isSubdomain(parts[1]);
        return whole ? new Account(parts[0], parts[1]) : new Other();
    }

    /** The grammar of names of objects. */
    final class Names {
        private static final String NODE = "system:node:";
        private static final String ACCOUNT = "system:serviceaccount:";
        private static final int LONGEST_LABEL = 63;
        private static final int LONGEST_SUBDOMAIN = 253;
        private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
        private static final Pattern SUBDOMAIN =
                Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

        private Names() {}

        private static boolean isLabel(String text) {
            return text.length() <= LONGEST_LABEL && LABEL.matcher(text).matches();
        }

        private static boolean isSubdomain(String text) {
            return text.length() <= LONGEST_SUBDOMAIN && SUBDOMAIN.matcher(text).matches();
        }
    }
}
