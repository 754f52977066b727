package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.wire.ObjectWriter;
import io.kubemeter.simulator.world.ContainerTemplate;
import io.kubemeter.simulator.world.Deployment;
import io.kubemeter.simulator.world.SimulatedPod;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes a pod's spec.
 *
 * <p><b>Owner:</b> any thread; it remembers what pods of one owner share.
 */
final class PodSpecWriter {
    private static final String ACCESS = "kube-api-access-";

    private final Map<String, PodFields> fields = new ConcurrentHashMap<>();

    PodFields fields(Deployment owner) {
        return fields.computeIfAbsent(owner.uid(), _ -> PodFields.of(owner));
    }

    void write(SimulatedPod pod, ObjectWriter into) {
        String access = ACCESS + pod.name().substring(Math.max(0, pod.name().length() - 5));
        into.begin(2, "spec");
        volumes(access, into);
        into.beginList("containers");
        for (ContainerTemplate container : pod.owner().containers()) {
            into.beginItem(2);
            container(container, access, into);
            into.end();
        }
        into.endList();
        into.text(3, "restartPolicy", "Always");
        into.integer(4, "terminationGracePeriodSeconds", 30);
        into.text(6, "dnsPolicy", "ClusterFirst");
        into.text(8, "serviceAccountName", "default");
        into.text(9, "serviceAccount", "default");
        into.text(10, "nodeName", pod.nodeName());
        into.begin(14, "securityContext");
        into.end();
        into.text(19, "schedulerName", "default-scheduler");
        into.beginList("tolerations");
        toleration("node.kubernetes.io/not-ready", into);
        toleration("node.kubernetes.io/unreachable", into);
        into.endList();
        into.shownInteger(25, "priority", 0);
        into.flag(30, "enableServiceLinks", true);
        into.text(31, "preemptionPolicy", "PreemptLowerPriority");
        into.end();
    }

    private static void container(ContainerTemplate container, String access, ObjectWriter into) {
        into.text(1, "name", container.name());
        into.text(2, "image", container.image());
        into.begin(8, "resources");
        Map<String, String> requests = new TreeMap<>();
        requests.put("cpu", container.cpuRequestMillicores() + "m");
        requests.put("memory", container.memoryRequestBytes() / (1 << 20) + "Mi");
        into.quantities(2, "requests", requests);
        into.end();
        into.beginList("volumeMounts");
        into.beginItem(9);
        into.text(1, "name", access);
        into.flag(2, "readOnly", true);
        into.text(3, "mountPath", "/var/run/secrets/kubernetes.io/serviceaccount");
        into.end();
        into.endList();
        into.text(13, "terminationMessagePath", "/dev/termination-log");
        into.text(14, "imagePullPolicy", "IfNotPresent");
        into.text(20, "terminationMessagePolicy", "File");
    }

    private static void volumes(String access, ObjectWriter into) {
        into.beginList("volumes");
        into.beginItem(1);
        into.text(1, "name", access);
        into.beginInline(2);
        into.begin(26, "projected");
        into.beginList("sources");
        into.beginItem(1);
        into.begin(4, "serviceAccountToken");
        into.integer(2, "expirationSeconds", 3607);
        into.text(3, "path", "token");
        into.end();
        into.end();
        into.beginItem(1);
        into.begin(3, "configMap");
        into.beginInline(1);
        into.text(1, "name", "kube-root-ca.crt");
        into.endInline();
        into.beginList("items");
        into.beginItem(2);
        into.text(1, "key", "ca.crt");
        into.text(2, "path", "ca.crt");
        into.end();
        into.endList();
        into.end();
        into.end();
        into.endList();
        into.integer(2, "defaultMode", 420);
        into.end();
        into.endInline();
        into.end();
        into.endList();
    }

    private static void toleration(String key, ObjectWriter into) {
        into.beginItem(22);
        into.text(1, "key", key);
        into.text(2, "operator", "Exists");
        into.text(4, "effect", "NoExecute");
        into.integer(5, "tolerationSeconds", 300);
        into.end();
    }
}
