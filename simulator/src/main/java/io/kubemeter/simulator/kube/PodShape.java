package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.wire.ObjectWriter;
import io.kubemeter.simulator.world.PodPhase;
import io.kubemeter.simulator.world.SimulatedContainer;
import io.kubemeter.simulator.world.SimulatedPod;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pods as a ReplicaSet's pods look, about 3 kB each in protobuf, most of it managedFields. */
final class PodShape implements Shape<SimulatedPod> {
    private static final ResourceName RESOURCE =
            new ResourceName(
                    "",
                    "v1",
                    "pods",
                    "Pod",
                    new ResourceName.Scope(true, ResourceName.READ),
                    new ResourceName.Naming("pod", List.of("po")));
    private static final List<Column> COLUMNS =
            List.of(
                    Column.name("The pod's name, unique in its namespace."),
                    Column.of("Ready", "How many of its containers are ready."),
                    Column.of("Status", "The state that its containers are in together."),
                    Column.of("Restarts", "How often its containers were started anew."),
                    Column.of("Age", "The time since it was created."),
                    Column.wide("IP", "Its address within the cluster."),
                    Column.wide("Node", "The node that it is bound to."),
                    Column.wide("Nominated Node", "The node that it waits for."),
                    Column.wide("Readiness Gates", "What else must be true for it to be ready."));

    private final PodSpecWriter spec = new PodSpecWriter();

    @Override
    public ResourceName resource() {
        return RESOURCE;
    }

    @Override
    public String namespace(SimulatedPod pod) {
        return pod.namespace();
    }

    @Override
    public String name(SimulatedPod pod) {
        return pod.name();
    }

    @Override
    public long version(SimulatedPod pod) {
        return pod.resourceVersion();
    }

    @Override
    public Map<String, String> labels(SimulatedPod pod) {
        return pod.labels();
    }

    @Override
    public @Nullable String field(SimulatedPod pod, String path) {
        return switch (path) {
            case "metadata.name" -> pod.name();
            case "metadata.namespace" -> pod.namespace();
            case "spec.nodeName" -> pod.nodeName();
            case "status.phase" -> pod.phase().text();
            case "status.podIP" -> pod.podIp();
            case "spec.restartPolicy" -> "Always";
            case "spec.schedulerName" -> "default-scheduler";
            case "spec.serviceAccountName" -> "default";
            case "spec.hostNetwork" -> "false";
            default -> null;
        };
    }

    @Override
    public void writeMetadata(SimulatedPod pod, long version, ObjectWriter into) {
        into.text(1, "name", pod.name());
        into.text(2, "generateName", pod.owner().replicaSetName() + "-");
        into.text(3, "namespace", pod.namespace());
        into.text(5, "uid", pod.uid());
        into.text(6, "resourceVersion", Long.toString(version));
        into.integer(7, "generation", 1);
        into.time(8, "creationTimestamp", pod.startMillis());
        into.map(11, "labels", pod.labels());
        into.beginList("ownerReferences");
        into.beginItem(13);
        into.text(5, "apiVersion", "apps/v1");
        into.text(1, "kind", "ReplicaSet");
        into.text(3, "name", pod.owner().replicaSetName());
        into.text(4, "uid", pod.owner().replicaSetUid());
        into.flag(6, "controller", true);
        into.flag(7, "blockOwnerDeletion", true);
        into.end();
        into.endList();
        PodFields fields = spec.fields(pod.owner());
        into.beginList("managedFields");
        Metadata.managed(
                into, "kube-controller-manager", pod.startMillis(), fields.controller(), "");
        Metadata.managed(into, "kubelet", pod.startMillis() + 1_000, fields.kubelet(), "status");
        into.endList();
    }

    @Override
    public void writeBody(SimulatedPod pod, ObjectWriter into) {
        spec.write(pod, into);
        PodStatusWriter.write(pod, into);
    }

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(SimulatedPod pod, long nowMillis) {
        int containers = pod.containers().size();
        boolean running = pod.phase() == PodPhase.RUNNING;
        int restarts = 0;
        for (SimulatedContainer container : pod.containers()) {
            restarts += container.restarts(nowMillis);
        }
        return List.of(
                pod.name(),
                (running ? containers : 0) + "/" + containers,
                pod.phase() == PodPhase.SUCCEEDED ? "Completed" : pod.phase().text(),
                Integer.toString(restarts),
                Age.of(nowMillis - pod.startMillis()),
                pod.podIp(),
                pod.nodeName(),
                "<none>",
                "<none>");
    }
}
