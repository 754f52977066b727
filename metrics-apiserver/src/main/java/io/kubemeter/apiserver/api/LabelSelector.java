package io.kubemeter.apiserver.api;

import io.kubemeter.apiserver.cluster.LabelQuery;
import io.kubemeter.apiserver.cluster.Labels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A label selector: all its requirements must hold. Immutable. */
final class LabelSelector implements LabelQuery {
    /** How a requirement compares. */
    enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        ABSENT,
        GREATER,
        LESS
    }

    /**
     * One requirement.
     *
     * @param key the label
     * @param operator how it is compared
     * @param values with what
     * @param bound the only value as a number, where the operator needs one
     */
    record Requirement(String key, Operator operator, List<String> values, long bound) {
        boolean matches(Labels labels) {
            String value = labels.value(key);
            return switch (operator) {
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case EXISTS -> value != null;
                case ABSENT -> value == null;
                case GREATER -> isNumber(value) && Long.parseLong(value) > bound;
                case LESS -> isNumber(value) && Long.parseLong(value) < bound;
            };
        }
    }

    static final LabelSelector EVERYTHING = new LabelSelector(List.of());

    private final List<Requirement> requirements;

    LabelSelector(List<Requirement> requirements) {
        this.requirements = List.copyOf(requirements);
    }

    /** Reads a selector; refuses what is none with upstream's text. */
    static LabelSelector parse(String text) throws RefusedException {
        return text.isEmpty() ? EVERYTHING : new LabelSelectorParser(text).parse();
    }

    @Override
    public boolean matches(Labels labels) {
        for (int i = 0; i < requirements.size(); i++) {
            if (!requirements.get(i).matches(labels)) {
                return false;
            }
        }
        return true;
    }

    /** The first key that must have one of certain values. */
    @Override
    public @Nullable String key() {
        Requirement wanted = wanted();
        return wanted == null ? null : wanted.key;
    }

    @Override
    public List<String> values() {
        Requirement wanted = wanted();
        return wanted == null ? List.of() : wanted.values;
    }

    private @Nullable Requirement wanted() {
        for (Requirement requirement : requirements) {
            if (requirement.operator == Operator.IN) {
                return requirement;
            }
        }
        return null;
    }

    List<Requirement> requirements() {
        return requirements;
    }

    private static boolean isNumber(@Nullable String value) {
        return value != null && Numbers.isLong(value);
    }
}
