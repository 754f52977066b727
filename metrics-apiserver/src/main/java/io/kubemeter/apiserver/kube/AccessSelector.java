package io.kubemeter.apiserver.kube;

import java.util.List;

/**
 * One requirement of a selector, as a SubjectAccessReview has it.
 *
 * @param key the label or field
 * @param operator {@code In}, {@code NotIn}, {@code Exists} or {@code DoesNotExist}
 * @param values with what it is compared
 */
public record AccessSelector(String key, String operator, List<String> values) {
    public AccessSelector {
        values = List.copyOf(values);
    }
}
