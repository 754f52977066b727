package io.kubemeter.apiserver.cluster;

import io.kubemeter.apiserver.protobuf.ItemMeta;
import io.kubemeter.apiserver.protobuf.NodeItem;
import io.kubemeter.apiserver.protobuf.PodItem;
import io.kubemeter.simulator.world.ChangeType;
import io.kubemeter.simulator.world.SimulatedNode;
import io.kubemeter.simulator.world.SimulatedPod;
import io.kubemeter.simulator.world.World;
import io.kubemeter.simulator.world.WorldListener;
import io.kubemeter.simulator.world.WorldSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The view of a simulated world, told by the world itself: what lists and watches of a
 * kube-apiserver would bring, without one.
 *
 * <p><b>Owner:</b> whoever runs the tasks that it hands out; they come in the world's order.
 */
public final class WorldView implements WorldListener {
    private final ClusterView view = new ClusterView();
    private final NodeSink nodes = new NodeSink(view);
    private final PodSink pods = new PodSink(view);
    private final Consumer<Runnable> later;

    private WorldView(Consumer<Runnable> later) {
        this.later = later;
    }

    /**
     * Follows a world from now on.
     *
     * @param later runs each change when the watch would have brought it
     */
    public static ClusterView follow(World world, Consumer<Runnable> later) {
        WorldView followed = new WorldView(later);
        WorldSnapshot now = world.listen(followed);
        followed.nodes.listBegins();
        now.nodes().forEach(node -> followed.nodes.present(item(node)));
        followed.nodes.listEnds();
        followed.pods.listBegins();
        now.pods().forEach(pod -> followed.pods.present(item(pod)));
        followed.pods.listEnds();
        return followed.view;
    }

    @Override
    public void nodeChanged(ChangeType type, SimulatedNode node) {
        NodeItem item = item(node);
        boolean gone = type == ChangeType.DELETED;
        later.accept(gone ? () -> nodes.gone(item) : () -> nodes.present(item));
    }

    @Override
    public void podChanged(ChangeType type, SimulatedPod pod) {
        PodItem item = item(pod);
        boolean gone = type == ChangeType.DELETED;
        later.accept(gone ? () -> pods.gone(item) : () -> pods.present(item));
    }

    private static NodeItem item(SimulatedNode node) {
        List<String> addresses = new ArrayList<>();
        node.addresses()
                .forEach(address -> addresses.addAll(List.of(address.type(), address.address())));
        String path = node.annotations().get(ItemMeta.RESOURCE_METRICS_PATH);
        ItemMeta meta =
                new ItemMeta(
                        node.name(),
                        "",
                        node.uid(),
                        Long.toString(node.resourceVersion()),
                        pairs(node.labels()),
                        path);
        return new NodeItem(meta, addresses, node.kubeletPort(), node.ready());
    }

    private static PodItem item(SimulatedPod pod) {
        ItemMeta meta =
                new ItemMeta(
                        pod.name(),
                        pod.namespace(),
                        pod.uid(),
                        Long.toString(pod.resourceVersion()),
                        pairs(pod.labels()),
                        null);
        return new PodItem(meta, pod.nodeName(), pod.phase().text(), pod.startMillis());
    }

    private static List<String> pairs(Map<String, String> labels) {
        List<String> pairs = new ArrayList<>();
        labels.forEach((key, value) -> pairs.addAll(List.of(key, value)));
        return pairs;
    }
}
