package io.kubemeter.simulator.kube;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A field selector: all of its requirements must hold. */
record FieldSelector(List<Requirement> requirements) {
    /** One requirement: the field is, or is not, {@code value}. */
    record Requirement(String path, boolean equal, String value) {}

    /** Throws {@link IllegalArgumentException} on what is no selector. */
    static FieldSelector parse(@Nullable String text) {
        List<Requirement> requirements = new ArrayList<>();
        if (text != null && !text.isBlank()) {
            for (String clause : text.split(",", -1)) {
                requirements.add(requirement(clause.strip()));
            }
        }
        return new FieldSelector(requirements);
    }

    /** The name that a selector is about, or an empty text. */
    static String name(@Nullable String text) {
        String prefix = "metadata.name=";
        return text != null && text.startsWith(prefix) && text.indexOf(',') < 0
                ? text.substring(prefix.length())
                : "";
    }

    private static Requirement requirement(String clause) {
        int different = clause.indexOf("!=");
        int equal = clause.indexOf('=');
        if (different > 0) {
            return new Requirement(
                    clause.substring(0, different), false, clause.substring(different + 2));
        }
        if (equal <= 0) {
            throw new IllegalArgumentException(
                    "invalid selector: '" + clause + "'; can't understand '" + clause + "'");
        }
        int value = clause.startsWith("==", equal) ? equal + 2 : equal + 1;
        return new Requirement(clause.substring(0, equal), true, clause.substring(value));
    }

    <T> boolean matches(Shape<T> shape, T object) {
        for (Requirement requirement : requirements) {
            String value = shape.field(object, requirement.path());
            if (value == null) {
                throw new IllegalArgumentException(
                        "field label not supported: " + requirement.path());
            }
            if (value.equals(requirement.value()) != requirement.equal()) {
                return false;
            }
        }
        return true;
    }
}
