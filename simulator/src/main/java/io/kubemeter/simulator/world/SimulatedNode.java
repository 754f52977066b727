package io.kubemeter.simulator.world;

import java.util.List;
import java.util.Map;

/**
 * A node as the API server knows it, with the resources that it uses. Immutable: a change makes a
 * new one with a higher resource version.
 */
public record SimulatedNode(
        String name,
        String uid,
        String address,
        int kubeletPort,
        Map<String, String> labels,
        Map<String, String> annotations,
        List<NodeAddress> addresses,
        long createdMillis,
        boolean ready,
        long resourceVersion,
        NodeCapacity capacity,
        NodeUsage usage) {

    public SimulatedNode withKubeletPort(int port) {
        return new SimulatedNode(
                name,
                uid,
                address,
                port,
                labels,
                annotations,
                addresses,
                createdMillis,
                ready,
                resourceVersion,
                capacity,
                usage);
    }

    /** The same node at another internal address. */
    public SimulatedNode withAddress(String newAddress) {
        List<NodeAddress> moved =
                addresses.stream()
                        .map(it ->
                                it.type().equals("InternalIP")
                                        ? new NodeAddress(it.type(), newAddress)
                                        : it)
                        .toList();
        return new SimulatedNode(
                name,
                uid,
                newAddress,
                kubeletPort,
                labels,
                annotations,
                moved,
                createdMillis,
                ready,
                resourceVersion,
                capacity,
                usage);
    }

    public SimulatedNode withAnnotations(Map<String, String> newAnnotations) {
        return new SimulatedNode(
                name,
                uid,
                address,
                kubeletPort,
                labels,
                newAnnotations,
                addresses,
                createdMillis,
                ready,
                resourceVersion,
                capacity,
                usage);
    }

    public SimulatedNode withReady(boolean nowReady) {
        return new SimulatedNode(
                name,
                uid,
                address,
                kubeletPort,
                labels,
                annotations,
                addresses,
                createdMillis,
                nowReady,
                resourceVersion,
                capacity,
                usage);
    }

    SimulatedNode withResourceVersion(long version) {
        return new SimulatedNode(
                name,
                uid,
                address,
                kubeletPort,
                labels,
                annotations,
                addresses,
                createdMillis,
                ready,
                version,
                capacity,
                usage);
    }
}
