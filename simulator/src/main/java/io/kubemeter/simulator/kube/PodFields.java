package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.world.ContainerTemplate;
import io.kubemeter.simulator.world.Deployment;

/**
 * The managedFields that all pods of one owner share: the larger half of a pod's bytes.
 *
 * <p><b>Owner:</b> any thread; the arrays are only read.
 */
final class PodFields {
    private static final String CONDITION =
            "{\".\":{},\"f:lastProbeTime\":{},\"f:lastTransitionTime\":{},"
                    + "\"f:observedGeneration\":{},\"f:status\":{},\"f:type\":{}}";

    private final byte[] controller;
    private final byte[] kubelet;

    private PodFields(byte[] controller, byte[] kubelet) {
        this.controller = controller;
        this.kubelet = kubelet;
    }

    static PodFields of(Deployment owner) {
        return new PodFields(
                Metadata.fields(controllerFields(owner)), Metadata.fields(kubeletFields()));
    }

    byte[] controller() {
        return controller;
    }

    byte[] kubelet() {
        return kubelet;
    }

    private static String controllerFields(Deployment owner) {
        StringBuilder json =
                new StringBuilder("{\"f:metadata\":{\"f:generateName\":{},\"f:labels\":{\".\":{}");
        for (String label : owner.labels().keySet()) {
            json.append(",\"f:").append(label).append("\":{}");
        }
        json.append("},\"f:ownerReferences\":{\".\":{},\"k:{\\\"uid\\\":\\\"")
                .append(owner.replicaSetUid())
                .append("\\\"}\":{}}},\"f:spec\":{\"f:containers\":{");
        char separator = ' ';
        for (ContainerTemplate container : owner.containers()) {
            json.append(separator)
                    .append("\"k:{\\\"name\\\":\\\"")
                    .append(container.name())
                    .append(
                            "\\\"}\":{\".\":{},\"f:image\":{},\"f:imagePullPolicy\":{},\"f:name\":{},")
                    .append("\"f:resources\":{\".\":{},\"f:requests\":{\".\":{},\"f:cpu\":{},")
                    .append("\"f:memory\":{}}},\"f:terminationMessagePath\":{},")
                    .append("\"f:terminationMessagePolicy\":{}}");
            separator = ',';
        }
        return json.append(
                        "},\"f:dnsPolicy\":{},\"f:enableServiceLinks\":{},\"f:restartPolicy\":{},")
                .append("\"f:schedulerName\":{},\"f:securityContext\":{},")
                .append("\"f:terminationGracePeriodSeconds\":{}}}")
                .toString();
    }

    private static String kubeletFields() {
        StringBuilder json = new StringBuilder("{\"f:status\":{\"f:conditions\":{");
        char separator = ' ';
        for (String type :
                new String[] {
                    "ContainersReady", "Initialized", "PodReadyToStartContainers", "Ready"
                }) {
            json.append(separator)
                    .append("\"k:{\\\"type\\\":\\\"")
                    .append(type)
                    .append("\\\"}\":")
                    .append(CONDITION);
            separator = ',';
        }
        return json.append("},\"f:containerStatuses\":{},\"f:hostIP\":{},\"f:hostIPs\":{},")
                .append("\"f:observedGeneration\":{},\"f:phase\":{},\"f:podIP\":{},")
                .append("\"f:podIPs\":{\".\":{}},\"f:startTime\":{}}}")
                .toString();
    }
}
