package io.kubemeter.apiserver.auth;

import io.kubemeter.apiserver.kube.AccessSelector;
import java.util.List;

/** What a caller wants to do. */
public sealed interface Attributes {
    /** {@code get}, {@code list} …; of a path, the HTTP method in lower case. */
    String verb();

    /**
     * Something done to a resource of an API group; absent parts are empty.
     *
     * @param verb what is done
     * @param group the API group, empty for the core group
     * @param version the API version
     * @param resource the resource, in the plural
     * @param subresource the part of the resource
     * @param namespace the namespace, empty for cluster scope and for all namespaces
     * @param name the object's name
     * @param selection what of a list is wanted
     */
    record ResourceAttributes(
            String verb,
            String group,
            String version,
            String resource,
            String subresource,
            String namespace,
            String name,
            Selection selection)
            implements Attributes {
        /** The same of everything that is there. */
        public ResourceAttributes unselected() {
            return new ResourceAttributes(
                    verb, group, version, resource, subresource, namespace, name, Selection.NONE);
        }
    }

    /**
     * What a list is restricted to.
     *
     * @param fields what fields must be
     * @param labels what labels must be
     */
    record Selection(List<AccessSelector> fields, List<AccessSelector> labels) {
        /** Everything there is. */
        public static final Selection NONE = new Selection(List.of(), List.of());

        public Selection {
            fields = List.copyOf(fields);
            labels = List.copyOf(labels);
        }

        boolean isEmpty() {
            return fields.isEmpty() && labels.isEmpty();
        }
    }

    /**
     * Something done to a path that is no resource.
     *
     * @param verb what is done
     * @param path the path, beginning with a slash
     */
    record PathAttributes(String verb, String path) implements Attributes {}
}
