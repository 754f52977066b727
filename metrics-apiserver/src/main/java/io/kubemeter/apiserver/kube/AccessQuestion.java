package io.kubemeter.apiserver.kube;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a user may do something: the spec of a SubjectAccessReview.
 *
 * @param user the user's name
 * @param uid the user's uid, where it is known
 * @param groups the user's groups
 * @param extra further facts about the user's credential
 * @param kind {@code resourceAttributes} or {@code nonResourceAttributes}
 * @param attributes the fields of these; empty ones are left out
 * @param selectors what is required of what is listed, under {@link #FIELDS} and {@link #LABELS}
 */
public record AccessQuestion(
        String user,
        @Nullable String uid,
        List<String> groups,
        Map<String, List<String>> extra,
        String kind,
        Map<String, String> attributes,
        Map<String, List<AccessSelector>> selectors) {
    public static final String FIELDS = "fieldSelector";
    public static final String LABELS = "labelSelector";
    public static final String RESOURCE = "resourceAttributes";
    public static final String PATH = "nonResourceAttributes";

    /** A question about whatever is there, unselected. */
    public AccessQuestion(
            String user,
            @Nullable String uid,
            List<String> groups,
            Map<String, List<String>> extra,
            String kind,
            Map<String, String> attributes) {
        this(user, uid, groups, extra, kind, attributes, Map.of());
    }
}
