package io.kubemeter.simulator.kube;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A label selector: all of its requirements must hold. */
record LabelSelector(List<Requirement> requirements) {
    static final LabelSelector ALL = new LabelSelector(List.of());

    /** What may be asked of one label. */
    enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        ABSENT
    }

    /** One requirement. */
    record Requirement(String key, Operator operator, Set<String> values) {
        boolean holds(Map<String, String> labels) {
            String value = labels.get(key);
            return switch (operator) {
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case EXISTS -> value != null;
                case ABSENT -> value == null;
            };
        }
    }

    /** Throws {@link IllegalArgumentException} on what is no selector. */
    static LabelSelector parse(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return ALL;
        }
        List<Requirement> requirements = new ArrayList<>();
        for (String clause : clauses(text)) {
            requirements.add(requirement(clause.strip()));
        }
        return new LabelSelector(requirements);
    }

    boolean matches(Map<String, String> labels) {
        for (Requirement requirement : requirements) {
            if (!requirement.holds(labels)) {
                return false;
            }
        }
        return true;
    }

    /** Split at commas that are not between brackets. */
    private static List<String> clauses(String text) {
        List<String> clauses = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            }
            if (c == ',' && depth == 0) {
                clauses.add(text.substring(from, i));
                from = i + 1;
            }
        }
        clauses.add(text.substring(from));
        return clauses;
    }

    private static Requirement requirement(String clause) {
        int bracket = clause.indexOf('(');
        if (bracket > 0 && clause.endsWith(")")) {
            return set(clause, bracket);
        }
        int different = clause.indexOf("!=");
        if (different > 0) {
            return one(clause, different, different + 2, Operator.NOT_IN);
        }
        int equal = clause.indexOf('=');
        if (equal > 0) {
            boolean twice = clause.startsWith("==", equal);
            return one(clause, equal, equal + (twice ? 2 : 1), Operator.IN);
        }
        if (clause.startsWith("!")) {
            return new Requirement(key(clause.substring(1)), Operator.ABSENT, Set.of());
        }
        return new Requirement(key(clause), Operator.EXISTS, Set.of());
    }

    private static Requirement one(String clause, int keyEnd, int valueStart, Operator operator) {
        return new Requirement(
                key(clause.substring(0, keyEnd)),
                operator,
                Set.of(clause.substring(valueStart).strip()));
    }

    private static Requirement set(String clause, int bracket) {
        String[] head = clause.substring(0, bracket).strip().split("\\s+", -1);
        if (head.length != 2 || !(head[1].equals("in") || head[1].equals("notin"))) {
            throw new IllegalArgumentException("unable to parse requirement: " + clause);
        }
        List<String> values = new ArrayList<>();
        for (String value : clause.substring(bracket + 1, clause.length() - 1).split(",", -1)) {
            values.add(value.strip());
        }
        return new Requirement(
                key(head[0]),
                head[1].equals("in") ? Operator.IN : Operator.NOT_IN,
                Set.copyOf(values));
    }

    private static String key(String text) {
        String key = text.strip();
        if (key.isEmpty() || key.contains(" ")) {
            throw new IllegalArgumentException("unable to parse requirement: " + text);
        }
        return key;
    }
}
