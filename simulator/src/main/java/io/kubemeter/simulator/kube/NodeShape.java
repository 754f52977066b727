package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.wire.ObjectWriter;
import io.kubemeter.simulator.world.NodeAddress;
import io.kubemeter.simulator.world.SimulatedNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Nodes as kubelets register them. */
final class NodeShape implements Shape<SimulatedNode> {
    static final String KUBELET_VERSION = "v1.36.2";

    private static final String OS_IMAGE = "Debian GNU/Linux 12 (bookworm)";
    private static final String KERNEL = "6.1.0-38-amd64";
    private static final String RUNTIME = "containerd://1.7.27";
    private static final long IMAGE_BYTES = 48_211_334;
    private static final int IMAGES = 12;
    private static final ResourceName RESOURCE =
            new ResourceName(
                    "",
                    "v1",
                    "nodes",
                    "Node",
                    new ResourceName.Scope(false, ResourceName.READ),
                    new ResourceName.Naming("node", List.of("no")));
    private static final List<Column> COLUMNS =
            List.of(
                    Column.name("The node's name."),
                    Column.of("Status", "Whether it is ready for pods."),
                    Column.of("Roles", "The roles that its labels name."),
                    Column.of("Age", "The time since it was registered."),
                    Column.of("Version", "Its kubelet's version."),
                    Column.wide("Internal-IP", "Its address within the cluster."),
                    Column.wide("External-IP", "Its address for the outside."),
                    Column.wide("OS-Image", "Its operating system."),
                    Column.wide("Kernel-Version", "Its kernel."),
                    Column.wide("Container-Runtime", "What runs its containers."));
    private static final byte[] KUBELET_FIELDS =
            Metadata.fields(
                    "{\"f:metadata\":{\"f:annotations\":{\".\":{},"
                            + "\"f:volumes.kubernetes.io/controller-managed-attach-detach\":{}},"
                            + "\"f:labels\":{\".\":{},\"f:beta.kubernetes.io/arch\":{},"
                            + "\"f:beta.kubernetes.io/os\":{},\"f:kubernetes.io/arch\":{},"
                            + "\"f:kubernetes.io/hostname\":{},\"f:kubernetes.io/os\":{}}}}");
    private static final byte[] STATUS_FIELDS =
            Metadata.fields(
                    "{\"f:status\":{\"f:conditions\":{\"k:{\\\"type\\\":\\\"Ready\\\"}\":"
                            + "{\"f:lastHeartbeatTime\":{},\"f:lastTransitionTime\":{},"
                            + "\"f:message\":{},\"f:reason\":{},\"f:status\":{}}},"
                            + "\"f:images\":{}}}");

    @Override
    public ResourceName resource() {
        return RESOURCE;
    }

    @Override
    public String namespace(SimulatedNode node) {
        return "";
    }

    @Override
    public String name(SimulatedNode node) {
        return node.name();
    }

    @Override
    public long version(SimulatedNode node) {
        return node.resourceVersion();
    }

    @Override
    public Map<String, String> labels(SimulatedNode node) {
        return node.labels();
    }

    @Override
    public @Nullable String field(SimulatedNode node, String path) {
        return switch (path) {
            case "metadata.name" -> node.name();
            case "spec.unschedulable" -> "false";
            default -> null;
        };
    }

    @Override
    public void writeMetadata(SimulatedNode node, long version, ObjectWriter into) {
        Metadata.write(
                new Metadata.Identity(node.name(), "", node.uid(), node.createdMillis()),
                version,
                node.labels(),
                into);
        into.map(12, "annotations", node.annotations());
        into.beginList("managedFields");
        Metadata.managed(into, "kubelet", node.createdMillis(), KUBELET_FIELDS, "");
        Metadata.managed(into, "kubelet", node.createdMillis(), STATUS_FIELDS, "status");
        into.endList();
    }

    @Override
    public void writeBody(SimulatedNode node, ObjectWriter into) {
        into.begin(2, "spec");
        into.text(3, "providerID", "simulated://" + node.name());
        into.end();
        into.begin(3, "status");
        Map<String, String> resources = resources(node);
        into.quantities(1, "capacity", resources);
        into.quantities(2, "allocatable", resources);
        conditions(node, into);
        into.beginList("addresses");
        for (NodeAddress address : node.addresses()) {
            into.beginItem(5);
            into.text(1, "type", address.type());
            into.text(2, "address", address.address());
            into.end();
        }
        into.endList();
        into.begin(6, "daemonEndpoints");
        into.begin(1, "kubeletEndpoint");
        into.shownInteger(1, "Port", node.kubeletPort());
        into.end();
        into.end();
        system(node, into);
        images(into);
        into.end();
    }

    private static Map<String, String> resources(SimulatedNode node) {
        Map<String, String> resources = new TreeMap<>();
        resources.put("cpu", Integer.toString(node.capacity().cpuCores()));
        resources.put("ephemeral-storage", "264212084Ki");
        resources.put("hugepages-1Gi", "0");
        resources.put("hugepages-2Mi", "0");
        resources.put("memory", node.capacity().memoryBytes() / 1024 + "Ki");
        resources.put("pods", Integer.toString(node.capacity().pods()));
        return resources;
    }

    private static void conditions(SimulatedNode node, ObjectWriter into) {
        into.beginList("conditions");
        condition("MemoryPressure", "False", "KubeletHasSufficientMemory", node, into);
        condition("DiskPressure", "False", "KubeletHasNoDiskPressure", node, into);
        condition("PIDPressure", "False", "KubeletHasSufficientPID", node, into);
        condition(
                "Ready",
                node.ready() ? "True" : "Unknown",
                node.ready() ? "KubeletReady" : "NodeStatusUnknown",
                node,
                into);
        into.endList();
    }

    private static void condition(
            String type, String status, String reason, SimulatedNode node, ObjectWriter into) {
        into.beginItem(4);
        into.text(1, "type", type);
        into.text(2, "status", status);
        into.time(3, "lastHeartbeatTime", node.createdMillis());
        into.time(4, "lastTransitionTime", node.createdMillis());
        into.text(5, "reason", reason);
        into.text(6, "message", "simulated");
        into.end();
    }

    private static void system(SimulatedNode node, ObjectWriter into) {
        String machine = node.uid().replace("-", "");
        into.begin(7, "nodeInfo");
        into.shownText(1, "machineID", machine);
        into.shownText(2, "systemUUID", machine);
        into.shownText(3, "bootID", node.uid());
        into.shownText(4, "kernelVersion", KERNEL);
        into.shownText(5, "osImage", OS_IMAGE);
        into.shownText(6, "containerRuntimeVersion", RUNTIME);
        into.shownText(7, "kubeletVersion", KUBELET_VERSION);
        into.shownText(8, "kubeProxyVersion", "");
        into.shownText(9, "operatingSystem", "linux");
        into.shownText(10, "architecture", "amd64");
        into.begin(11, "swap");
        into.integer(1, "capacity", node.capacity().swapBytes());
        into.end();
        into.end();
    }

    private static void images(ObjectWriter into) {
        into.beginList("images");
        for (int i = 0; i < IMAGES; i++) {
            into.beginItem(8);
            into.texts(
                    1,
                    "names",
                    List.of(String.format(Locale.ROOT, "registry.example/image-%02d:1.%d", i, i)));
            into.integer(2, "sizeBytes", IMAGE_BYTES - i);
            into.end();
        }
        into.endList();
    }

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(SimulatedNode node, long nowMillis) {
        return List.of(
                node.name(),
                node.ready() ? "Ready" : "NotReady",
                "<none>",
                Age.of(nowMillis - node.createdMillis()),
                KUBELET_VERSION,
                address(node, "InternalIP"),
                address(node, "ExternalIP"),
                OS_IMAGE,
                KERNEL,
                RUNTIME);
    }

    private static String address(SimulatedNode node, String type) {
        return node.addresses().stream()
                .filter(address -> address.type().equals(type))
                .map(NodeAddress::address)
                .findFirst()
                .orElse("<none>");
    }
}
