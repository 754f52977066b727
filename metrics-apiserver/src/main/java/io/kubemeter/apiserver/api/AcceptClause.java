package io.kubemeter.apiserver.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    /** Reads a header; the most wanted clause first, equal ones in their order. */
    static List<AcceptClause> parse(String header) {
        List<AcceptClause> clauses = new ArrayList<>();
        for (String part : header.split(",", MOST_CLAUSES + 1)) {
            if (clauses.size() < MOST_CLAUSES) {
                parseOne(part.strip(), clauses);
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
        String type = range[0].strip();
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
            if (pair[0].strip().equals("q")) {
                quality = number(pair[1]);
            } else {
                parameters.put(pair[0].strip(), pair[1].strip());
            }
        }
        into.add(new AcceptClause(type, bare ? "*" : range[1].strip(), quality, parameters));
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return 0;
        }
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
