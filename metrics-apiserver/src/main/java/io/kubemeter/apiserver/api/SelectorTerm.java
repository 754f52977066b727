package io.kubemeter.apiserver.api;

import java.util.ArrayList;
import java.util.List;

/**
 * One requirement of a request's selectors, in the words of Kubernetes' reviews of access.
 *
 * @param key the label or field
 * @param operator {@code In}, {@code NotIn}, {@code Exists} or {@code DoesNotExist}
 * @param values with what it is compared, sorted
 */
public record SelectorTerm(String key, String operator, List<String> values) {
    private static final String IN = "In";
    private static final String NOT_IN = "NotIn";

    /** What the label selector of a list requires; nothing where it cannot be read. */
    public static List<SelectorTerm> labels(ApiRequest request) {
        List<SelectorTerm> terms = new ArrayList<>();
        try {
            for (LabelSelector.Requirement one :
                    LabelSelector.parse(selector(request, "labelSelector")).requirements()) {
                switch (one.operator()) {
                    case IN -> terms.add(new SelectorTerm(one.key(), IN, one.values()));
                    case NOT_IN -> terms.add(new SelectorTerm(one.key(), NOT_IN, one.values()));
                    case EXISTS -> terms.add(new SelectorTerm(one.key(), "Exists", List.of()));
                    case ABSENT ->
                            terms.add(new SelectorTerm(one.key(), "DoesNotExist", List.of()));
                    case GREATER, LESS -> {
                        // A review has no word for these.
                    }
                }
            }
            return terms;
        } catch (RefusedException _) {
            return List.of();
        }
    }

    /** What the field selector of a list requires; nothing where it cannot be read. */
    public static List<SelectorTerm> fields(ApiRequest request) {
        try {
            return FieldSelector.parse(selector(request, "fieldSelector")).terms().stream()
                    .map(one ->
                            new SelectorTerm(
                                    one.field(), one.equal() ? IN : NOT_IN, List.of(one.value())))
                    .toList();
        } catch (RefusedException _) {
            return List.of();
        }
    }

    private static String selector(ApiRequest request, String name) {
        return switch (request.path().verb()) {
            case "list", "watch", "deletecollection" -> request.query().first(name);
            default -> "";
        };
    }
}
