package io.kubemeter.apiserver.api;

import io.kubemeter.apiserver.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The options of a list that mean something here; the others are checked and forgotten, as upstream
 * does: there is always one whole list.
 *
 * @param labels which labels
 * @param fields which fields
 * @param watch whether to watch instead
 */
record ListOptions(LabelSelector labels, FieldSelector fields, boolean watch) {
    private static final String NOT_OLDER = "NotOlderThan";
    private static final String MATCH = "resourceVersionMatch";
    private static final String INITIAL = "sendInitialEvents";

    /** Reads and checks the options in upstream's order. */
    static ListOptions parse(QueryString query, List<String> knownFields) throws RefusedException {
        boolean watch = asksToWatch(query);
        requireLong(query, "timeoutSeconds");
        requireLong(query, "limit");
        LabelSelector labels = LabelSelector.parse(query.first("labelSelector"));
        FieldSelector fields = FieldSelector.parse(query.first("fieldSelector"));
        List<Status.Cause> causes = watch ? watchProblems(query) : listProblems(query);
        if (!causes.isEmpty()) {
            throw new RefusedException(Status.invalidOptions(causes));
        }
        fields.requireFields(knownFields);
        return new ListOptions(labels, fields, watch);
    }

    static boolean asksToWatch(QueryString query) {
        return isTrue(query, "watch");
    }

    /** Whether a parameter stands for true: any value does but these two. */
    static boolean isTrue(QueryString query, String name) {
        String value = query.first(name);
        return query.has(name) && !value.equals("0") && !value.equalsIgnoreCase("false");
    }

    /** The name that a field selector demands, for authorisation; empty where there is none. */
    static String nameWanted(QueryString query) {
        try {
            requireLong(query, "timeoutSeconds");
            requireLong(query, "limit");
            LabelSelector.parse(query.first("labelSelector"));
            String name =
                    FieldSelector.parse(query.first("fieldSelector")).only(FieldSelector.NAME);
            return name == null || !isPathSegment(name) ? "" : name;
        } catch (RefusedException e) {
            return "";
        }
    }

    private static boolean isPathSegment(String name) {
        return !name.equals(".")
                && !name.equals("..")
                && !name.contains("/")
                && !name.contains("%");
    }

    private static void requireLong(QueryString query, String name) throws RefusedException {
        String text = query.first(name);
        if (query.has(name) && !Numbers.isLong(text)) {
            String problem = Numbers.isDigits(text) ? "value out of range" : "invalid syntax";
            throw new RefusedException(
                    Status.badRequest(
                            "strconv.ParseInt: parsing " + GoText.quote(text) + ": " + problem));
        }
    }

    private static List<Status.Cause> listProblems(QueryString query) {
        List<Status.Cause> causes = new ArrayList<>();
        String match = query.first(MATCH);
        if (!match.isEmpty()) {
            if (query.first("resourceVersion").isEmpty()) {
                causes.add(
                        forbidden(
                                MATCH, MATCH + " is forbidden unless resourceVersion is provided"));
            }
            if (!query.first("continue").isEmpty()) {
                causes.add(forbidden(MATCH, MATCH + " is forbidden when continue is provided"));
            }
            if (!match.equals("Exact") && !match.equals(NOT_OLDER)) {
                causes.add(unsupported(match, "\"Exact\", \"NotOlderThan\", \"\""));
            }
            if (match.equals("Exact") && query.first("resourceVersion").equals("0")) {
                causes.add(
                        forbidden(
                                MATCH,
                                MATCH + " \"exact\" is forbidden for resourceVersion \"0\""));
            }
        }
        if (query.has(INITIAL)) {
            causes.add(forbidden(INITIAL, INITIAL + " is forbidden for list"));
        }
        return causes;
    }

    private static List<Status.Cause> watchProblems(QueryString query) {
        List<Status.Cause> causes = new ArrayList<>();
        boolean legacy = isLegacyWatch(query);
        String match = legacy ? NOT_OLDER : query.first(MATCH);
        boolean initial = legacy || query.has(INITIAL);
        if (initial && !match.equals(NOT_OLDER)) {
            causes.add(
                    forbidden(MATCH, INITIAL + " requires setting " + MATCH + " to " + NOT_OLDER));
        }
        if (!match.isEmpty()) {
            if (!initial) {
                causes.add(
                        forbidden(
                                MATCH,
                                MATCH
                                        + " is forbidden for watch unless "
                                        + INITIAL
                                        + " is provided"));
            }
            if (!match.equals(NOT_OLDER)) {
                causes.add(unsupported(match, "\"NotOlderThan\""));
            }
            if (!query.first("continue").isEmpty()) {
                causes.add(forbidden(MATCH, MATCH + " is forbidden when continue is provided"));
            }
        }
        return causes;
    }

    /**
     * Whether a watch begins with what there is: upstream completes its options before it looks.
     */
    private static boolean isLegacyWatch(QueryString query) {
        String version = query.first("resourceVersion");
        return !query.has(INITIAL)
                && query.first(MATCH).isEmpty()
                && (version.isEmpty() || version.equals("0"));
    }

    private static Status.Cause forbidden(String field, String detail) {
        return new Status.Cause("FieldValueForbidden", "Forbidden: " + detail, field);
    }

    private static Status.Cause unsupported(String value, String supported) {
        return new Status.Cause(
                "FieldValueNotSupported",
                "Unsupported value: "
                        + JsonWriter.quote(value)
                        + ": supported values: "
                        + supported,
                MATCH);
    }
}
