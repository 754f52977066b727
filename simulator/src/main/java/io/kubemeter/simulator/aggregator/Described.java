package io.kubemeter.simulator.aggregator;

import io.kubemeter.simulator.kube.ApiService;
import io.kubemeter.simulator.wire.JsonTree;
import java.util.Map;

/** What an extension server's own documents say of one APIService. */
final class Described {
    private Described() {}

    /** The resources in an aggregated discovery, as JSON; what is known where it has none. */
    static String resources(byte[] discovery, ApiService api, String known) {
        try {
            for (Map<String, Object> group :
                    JsonTree.children(JsonTree.parse(discovery), "items")) {
                if (!JsonTree.text(JsonTree.child(group, "metadata"), "name").equals(api.group())) {
                    continue;
                }
                for (Map<String, Object> version : JsonTree.children(group, "versions")) {
                    if (JsonTree.text(version, "version").equals(api.version())) {
                        return JsonTree.write(JsonTree.children(version, "resources"));
                    }
                }
            }
        } catch (IllegalArgumentException _) {
            // Not what was asked for.
        }
        return known;
    }

    /** Where its schemas are by an index of OpenAPI v3; what is known where that has none. */
    static String schemaUrl(byte[] index, ApiService api, String known) {
        try {
            Map<String, Object> paths = JsonTree.child(JsonTree.parse(index), "paths");
            String name = "apis/" + api.group() + "/" + api.version();
            String url = JsonTree.text(JsonTree.child(paths, name), "serverRelativeURL");
            return url.isEmpty() ? known : url;
        } catch (IllegalArgumentException _) {
            return known;
        }
    }
}
