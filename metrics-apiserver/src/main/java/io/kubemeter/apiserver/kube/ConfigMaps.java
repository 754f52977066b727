package io.kubemeter.apiserver.kube;

import io.kubemeter.model.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Reads ConfigMaps. */
public final class ConfigMaps {
    private static final String NAMESPACES = "/api/v1/namespaces/";
    private static final Duration GRACE = Duration.ofSeconds(5);

    private ConfigMaps() {}

    /** A ConfigMap; a missing one is an {@link ApiException} with status 404. */
    public static ConfigMap read(KubeApi api, String namespace, String name) throws ApiException {
        String path = NAMESPACES + namespace + "/configmaps/" + name;
        byte[] json = api.getJson(path);
        try {
            return ReviewJson.configMap(namespace, name, json);
        } catch (IOException e) {
            throw ApiException.noAnswer(
                    new ApiProblem(Reason.API_UNREACHABLE, path + ": " + e.getMessage()));
        }
    }

    /**
     * Waits until a ConfigMap is another one than it was, or for a while. What it is now, the
     * caller reads anew: a watch only says when.
     *
     * @return whether the server told of a change
     */
    public static boolean changesWithin(KubeApi api, ConfigMap known, Duration patience)
            throws IOException {
        long seconds = Math.max(1, patience.toSeconds());
        String path =
                NAMESPACES
                        + known.namespace()
                        + "/configmaps?watch=true&fieldSelector=metadata.name%3D"
                        + known.name()
                        + "&resourceVersion="
                        + known.version()
                        + "&timeoutSeconds="
                        + seconds;
        Duration silence = Duration.ofSeconds(seconds).plus(GRACE);
        try (KubeResponse answer = api.get(path, "application/json", silence)) {
            return answer.body().read() >= 0;
        }
    }

    /** An entry that is a JSON list of texts, as {@code ["front-proxy-client"]}. */
    public static List<String> texts(String entry) throws IOException {
        return ReviewJson.texts(entry);
    }
}
