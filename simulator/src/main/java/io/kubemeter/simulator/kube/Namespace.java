package io.kubemeter.simulator.kube;

/** A namespace as the API server knows it. */
record Namespace(String name, String uid, long createdMillis, long resourceVersion) {}
