package io.kubemeter.simulator.kubelet;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kubemeter.simulator.world.Measured;
import io.kubemeter.simulator.world.PodPhase;
import io.kubemeter.simulator.world.SimulatedContainer;
import io.kubemeter.simulator.world.SimulatedPod;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The rows of one kubelet's {@code /metrics/resource} in the order in which real ones come: by
 * container, then namespace, then pod. Made anew whenever the pods of the node change.
 */
final class ResourceRows {
    private static final Comparator<Row> ORDER =
            Comparator.comparing(Row::container)
                    .thenComparing(Row::namespace)
                    .thenComparing(Row::pod);

    private final Measured[] containers;
    private final byte[][] containerLabels;
    private final Measured[] pods;
    private final byte[][] podLabels;

    private ResourceRows(List<Row> containers, List<Row> pods) {
        this.containers = measured(containers);
        this.containerLabels = labels(containers);
        this.pods = measured(pods);
        this.podLabels = labels(pods);
    }

    /** One series; the container's name is empty for a pod. */
    record Row(String container, String namespace, String pod, Measured measured) {
        String labels() {
            String own = container.isEmpty() ? "" : "container=\"" + container + "\",";
            return "{" + own + "namespace=\"" + namespace + "\",pod=\"" + pod + "\"} ";
        }
    }

    /** Only running pods have cgroups. */
    static ResourceRows of(List<SimulatedPod> pods) {
        List<Row> containerRows = new ArrayList<>();
        List<Row> podRows = new ArrayList<>(pods.size());
        for (SimulatedPod pod : pods) {
            if (pod.phase() == PodPhase.RUNNING) {
                podRows.add(new Row("", pod.namespace(), pod.name(), pod));
                for (SimulatedContainer container : pod.containers()) {
                    containerRows.add(
                            new Row(container.name(), pod.namespace(), pod.name(), container));
                }
            }
        }
        return sorted(containerRows, podRows);
    }

    static ResourceRows sorted(List<Row> containers, List<Row> pods) {
        return new ResourceRows(
                containers.stream().sorted(ORDER).toList(), pods.stream().sorted(ORDER).toList());
    }

    Measured[] containers() {
        return containers;
    }

    byte[][] containerLabels() {
        return containerLabels;
    }

    Measured[] pods() {
        return pods;
    }

    byte[][] podLabels() {
        return podLabels;
    }

    private static Measured[] measured(List<Row> rows) {
        return rows.stream().map(Row::measured).toArray(Measured[]::new);
    }

    private static byte[][] labels(List<Row> rows) {
        return rows.stream().map(row -> row.labels().getBytes(UTF_8)).toArray(byte[][]::new);
    }
}
