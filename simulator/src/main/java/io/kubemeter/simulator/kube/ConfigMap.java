package io.kubemeter.simulator.kube;

import java.util.Map;

/** A ConfigMap as the API server knows it. */
record ConfigMap(
        String namespace,
        String name,
        String uid,
        Map<String, String> data,
        long createdMillis,
        long resourceVersion) {

    ConfigMap with(Map<String, String> newData, long version) {
        return new ConfigMap(namespace, name, uid, newData, createdMillis, version);
    }
}
