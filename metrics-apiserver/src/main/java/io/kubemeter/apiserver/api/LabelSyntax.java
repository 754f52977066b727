package io.kubemeter.apiserver.api;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a label's key and value may look like, and upstream's texts for what they may not. */
final class LabelSyntax {
    private static final int LONGEST_PART = 63;
    private static final int LONGEST_PREFIX = 253;
    private static final String NAME = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private static final String VALUE = "(" + NAME + ")?";
    private static final String DNS_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String DNS = DNS_LABEL + "(\\." + DNS_LABEL + ")*";

    private static final String VALIDATION = "regex used for validation is '";
    private static final String NAME_RULE =
            "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
                    + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', "
                    + VALIDATION
                    + NAME
                    + "')";
    private static final String VALUE_RULE =
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or"
                    + " '.', and must start and end with an alphanumeric character (e.g. 'MyValue',"
                    + "  or 'my_value',  or '12345', "
                    + VALIDATION
                    + VALUE
                    + "')";
    private static final String PREFIX_RULE =
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
                    + " '.', and must start and end with an alphanumeric character (e.g."
                    + " 'example.com', "
                    + VALIDATION
                    + DNS
                    + "')";

    private LabelSyntax() {}

    /** What is wrong with a key; empty if nothing is. */
    static String keyProblems(String key) {
        String[] parts = key.split("/", -1);
        if (parts.length > 2) {
            return "a valid label key "
                    + NAME_RULE
                    + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
        }
        List<String> problems = new ArrayList<>();
        if (parts.length == 2) {
            addPrefixProblems(parts[0], problems);
        }
        String name = parts[parts.length - 1];
        if (name.isEmpty()) {
            problems.add("name part must be non-empty");
        } else if (bytes(name) > LONGEST_PART) {
            problems.add("name part must be no more than 63 bytes");
        }
        if (!isName(name)) {
            problems.add("name part " + NAME_RULE);
        }
        return String.join("; ", problems);
    }

    /** What is wrong with a value; empty if nothing is. */
    static String valueProblems(String value) {
        List<String> problems = new ArrayList<>();
        if (bytes(value) > LONGEST_PART) {
            problems.add("must be no more than 63 bytes");
        }
        if (!value.isEmpty() && !isName(value)) {
            problems.add(VALUE_RULE);
        }
        return String.join("; ", problems);
    }

    private static void addPrefixProblems(String prefix, List<String> problems) {
        if (prefix.isEmpty()) {
            problems.add("prefix part must be non-empty");
            return;
        }
        if (bytes(prefix) > LONGEST_PREFIX) {
            problems.add("prefix part must be no more than 253 bytes");
        }
        if (!isSubdomain(prefix)) {
            problems.add("prefix part " + PREFIX_RULE);
        }
    }

    private static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean atEnd = i == 0 || i == text.length() - 1;
            if (!isAlphanumeric(c) && (atEnd || (c != '-' && c != '_' && c != '.'))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isSubdomain(String text) {
        char before = '.';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean inside = isAlphanumeric(c) && (c < 'A' || c > 'Z');
            boolean joins = c == '-' || c == '.';
            if (!inside && !(joins && before != '.' && !(c == '.' && before == '-'))) {
                return false;
            }
            before = c;
        }
        return before != '.' && before != '-';
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
