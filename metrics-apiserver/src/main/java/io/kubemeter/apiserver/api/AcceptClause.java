package io.kubemeter.apiserver.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One media range of an Accept header.
 *
 * @param type what stands before the slash, or an asterisk
 * @param subtype what stands behind it, or an asterisk
 * @param quality how much it is wanted
 * @param parameters all but the quality
 */
record AcceptClause(String type, String subtype, double quality, Map<String, String> parameters) {
    /** A longer header is no list of wishes; its rest is not read. */
    private static final int MOST_CLAUSES = 64;

    /** Gives nothing back that it has read: else a long text that is no number takes minutes. */
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?+([0-9]++[.]?+[0-9]*+|[.][0-9]++)([eE][+-]?+[0-9]++)?+");

    /** Reads a header; the most wanted clause first, equal ones in their order. */
    static List<AcceptClause> parse(String header) {
        List<AcceptClause> clauses = new ArrayList<>();
        for (String part : header.split(",", MOST_CLAUSES + 1)) {
            if (clauses.size() < MOST_CLAUSES) {
                parseOne(GoText.trimSpaces(part), clauses);
            }
        }
        sort(clauses);
        return clauses;
    }

    boolean matches(String otherType, String otherSubtype) {
        return (type.equals(otherType) && (subtype.equals(otherSubtype) || subtype.equals("*")))
                || (type.equals("*") && subtype.equals("*"));
    }

    private static void parseOne(String part, List<AcceptClause> into) {
        String[] pieces = part.split(";", -1);
        String[] range = pieces[0].split("/", -1);
        String type = GoText.trimSpaces(range[0]);
        boolean bare = range.length == 1 || (range.length == 2 && range[1].isEmpty());
        if (range.length > 2 || (bare && !type.equals("*"))) {
            return;
        }
        double quality = 1;
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 1; i < pieces.length; i++) {
            String[] pair = pieces[i].split("=", -1);
            if (pair.length != 2 || pair[1].isEmpty()) {
                continue;
            }
            if (GoText.trimSpaces(pair[0]).equals("q")) {
                quality = number(pair[1]);
            } else {
                parameters.put(GoText.trimSpaces(pair[0]), GoText.trimSpaces(pair[1]));
            }
        }
        into.add(
                new AcceptClause(
                        type, bare ? "*" : GoText.trimSpaces(range[1]), quality, parameters));
    }

    /** A number as Go reads it, in single precision; what is none counts as nothing. */
    static double number(String text) {
        if (NUMBER.matcher(text).matches()) {
            return Float.parseFloat(text);
        }
        String word = text.toLowerCase(Locale.ROOT);
        String bare = word.startsWith("-") || word.startsWith("+") ? word.substring(1) : word;
        return switch (bare) {
            case "inf", "infinity" ->
                    word.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> 0;
        };
    }

    /**
     * Sorts by insertion, as upstream does for so few: its order is no order in the strict sense,
     * so another way of sorting would choose otherwise.
     */
    private static void sort(List<AcceptClause> clauses) {
        for (int i = 1; i < clauses.size(); i++) {
            for (int j = i; j > 0 && before(clauses.get(j), clauses.get(j - 1)); j--) {
                AcceptClause later = clauses.get(j);
                clauses.set(j, clauses.get(j - 1));
                clauses.set(j - 1, later);
            }
        }
    }

    private static boolean before(AcceptClause one, AcceptClause other) {
        return one.quality > other.quality
                || (!one.type.equals("*") && other.type.equals("*"))
                || (!one.subtype.equals("*") && other.subtype.equals("*"));
    }
}
