package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.wire.ObjectWriter;
import io.kubemeter.simulator.world.PodPhase;
import io.kubemeter.simulator.world.SimulatedContainer;
import io.kubemeter.simulator.world.SimulatedPod;
import java.util.List;

/** Writes a pod's status, as of the pod's last change. */
final class PodStatusWriter {
    private static final List<String> CONDITIONS =
            List.of("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady");

    private PodStatusWriter() {}

    static void write(SimulatedPod pod, ObjectWriter into) {
        boolean running = pod.phase() == PodPhase.RUNNING;
        into.begin(3, "status");
        into.text(1, "phase", pod.phase().text());
        into.beginList("conditions");
        for (String type : CONDITIONS) {
            condition(type, running, pod.startMillis() + 1_000, into);
        }
        condition("PodScheduled", true, pod.startMillis(), into);
        into.endList();
        into.text(6, "podIP", pod.podIp());
        into.time(7, "startTime", pod.startMillis());
        into.beginList("containerStatuses");
        for (SimulatedContainer container : pod.containers()) {
            into.beginItem(8);
            status(pod, container, running, into);
            into.end();
        }
        into.endList();
        into.text(9, "qosClass", "Burstable");
        into.beginList("podIPs");
        into.beginItem(12);
        into.text(1, "ip", pod.podIp());
        into.end();
        into.endList();
        into.end();
    }

    private static void condition(String type, boolean met, long sinceMillis, ObjectWriter into) {
        into.beginItem(2);
        into.text(1, "type", type);
        into.text(2, "status", met ? "True" : "False");
        into.time(4, "lastTransitionTime", sinceMillis);
        into.end();
    }

    private static void status(
            SimulatedPod pod, SimulatedContainer container, boolean running, ObjectWriter into) {
        long startMillis = container.startMillis(pod.startMillis());
        into.text(1, "name", container.name());
        into.begin(2, "state");
        into.begin(running ? 2 : 1, running ? "running" : "waiting");
        if (running) {
            into.time(1, "startedAt", startMillis);
        } else {
            into.text(1, "reason", "ContainerCreating");
        }
        into.end();
        into.end();
        into.begin(3, "lastState");
        into.end();
        into.shownFlag(4, "ready", running);
        into.shownInteger(5, "restartCount", container.restarts(pod.startMillis()));
        into.text(6, "image", container.template().image());
        into.text(
                7,
                "imageID",
                container.template().image() + "@sha256:" + digest(pod.owner().uid()));
        into.text(8, "containerID", "containerd://" + digest(pod.uid()));
        into.shownFlag(9, "started", running);
    }

    /** Sixty-four digits that depend on {@code uid}, as long as a digest is. */
    private static String digest(String uid) {
        String digits = uid.replace("-", "");
        return digits + digits;
    }
}
