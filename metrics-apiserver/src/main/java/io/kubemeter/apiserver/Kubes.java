package io.kubemeter.apiserver;

import io.kubemeter.apiserver.kube.KubeApi;
import io.kubemeter.apiserver.kube.KubeConfigException;
import io.kubemeter.apiserver.kube.KubeLocation;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The clients of kube-apiserver: one for each kubeconfig, shared where they are the same.
 *
 * @param main for lists and watches
 * @param authentication for TokenReviews and the ConfigMap
 * @param authorization for SubjectAccessReviews
 */
record Kubes(KubeApi main, KubeApi authentication, KubeApi authorization) implements AutoCloseable {
    static Kubes open(Config.KubeFiles files, Map<String, String> environment)
            throws KubeConfigException {
        Map<Optional<Path>, KubeApi> opened = new HashMap<>();
        try {
            return new Kubes(
                    open(files.main(), environment, opened),
                    open(files.authentication(), environment, opened),
                    open(files.authorization(), environment, opened));
        } catch (KubeConfigException e) {
            opened.values().forEach(KubeApi::close);
            throw e;
        }
    }

    private static KubeApi open(
            Optional<Path> file,
            Map<String, String> environment,
            Map<Optional<Path>, KubeApi> opened)
            throws KubeConfigException {
        KubeApi known = opened.get(file);
        if (known == null) {
            known = KubeApi.open(KubeLocation.of(file.orElse(null), environment));
            opened.put(file, known);
        }
        return known;
    }

    @Override
    public void close() {
        main.close();
        if (authentication != main) {
            authentication.close();
        }
        if (authorization != main && authorization != authentication) {
            authorization.close();
        }
    }
}
