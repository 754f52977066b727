package io.kubemeter.apiserver.kube;

import io.kubemeter.model.Reason;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Reads ConfigMaps. */
public final class ConfigMaps {
    private ConfigMaps() {}

    /** The entries of a ConfigMap; a missing one is an {@link ApiException} with status 404. */
    public static Map<String, String> entries(KubeApi api, String namespace, String name)
            throws ApiException {
        String path = "/api/v1/namespaces/" + namespace + "/configmaps/" + name;
        byte[] json = api.getJson(path);
        try {
            return ReviewJson.configMap(json);
        } catch (IOException e) {
            throw ApiException.noAnswer(
                    new ApiProblem(Reason.API_UNREACHABLE, path + ": " + e.getMessage()));
        }
    }

    /** An entry that is a JSON list of texts, as {@code ["front-proxy-client"]}. */
    public static List<String> texts(String entry) throws IOException {
        return ReviewJson.texts(entry);
    }
}
