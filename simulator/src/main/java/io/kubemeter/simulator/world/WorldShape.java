package io.kubemeter.simulator.world;

/** How large a world is, and how fast its kubelets sample. */
public record WorldShape(
        int nodes,
        int podsPerNode,
        int containersPerPod,
        long seed,
        Refresh refresh,
        int kubeletPort) {
    /** The port of every kubelet unless the shape names another. */
    public static final int KUBELET_PORT = 10250;

    public WorldShape {
        if (nodes < 0 || podsPerNode < 0 || containersPerPod < 1) {
            throw new IllegalArgumentException(
                    "shape: "
                            + nodes
                            + " nodes x "
                            + podsPerNode
                            + " pods x "
                            + containersPerPod
                            + " containers (expected: >= 0, >= 0, >= 1)");
        }
    }

    /** A world whose samples are refreshed as real kubelets do it. */
    public static WorldShape of(int nodes, int podsPerNode, int containersPerPod, long seed) {
        return new WorldShape(
                nodes, podsPerNode, containersPerPod, seed, Refresh.KUBELET, KUBELET_PORT);
    }

    public WorldShape refreshed(Refresh faster) {
        return new WorldShape(nodes, podsPerNode, containersPerPod, seed, faster, kubeletPort);
    }
}
