package io.kubemeter.apiserver.openapi;

import io.kubemeter.apiserver.openapi.Operation.Subject;
import java.util.ArrayList;
import java.util.List;

/** Every path that is described, document by document. */
final class Operations {
    private static final String JSON = "application/json";
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    private static final List<String> ONE = List.of(JSON, "application/yaml", PROTOBUF);
    private static final List<String> MANY =
            List.of(
                    JSON,
                    "application/yaml",
                    PROTOBUF,
                    JSON + ";stream=watch",
                    PROTOBUF + ";stream=watch");
    private static final String APIS = "/apis/";
    private static final String GROUP = APIS + MetricsModels.GROUP + "/";

    private Operations() {}

    /** {@code /apis}. */
    static List<Operation> groups() {
        return List.of(
                discovery(
                        APIS,
                        "apis",
                        "getAPIVersions",
                        "Lists the groups that are served.",
                        DiscoveryModels.GROUP_LIST));
    }

    /** {@code /apis/metrics.k8s.io}. */
    static List<Operation> group() {
        return List.of(
                discovery(
                        GROUP,
                        "metrics",
                        "getMetricsAPIGroup",
                        "Describes the group and its versions.",
                        DiscoveryModels.GROUP));
    }

    /** {@code /version}. */
    static List<Operation> version() {
        return List.of(
                new Operation(
                        "/version/",
                        "version",
                        "getCodeVersion",
                        "Says which version of the server this is.",
                        List.of(JSON),
                        DiscoveryModels.VERSION,
                        Subject.NONE,
                        List.of()));
    }

    /** One version of the group, sorted by path. */
    static List<Operation> metrics(String version) {
        String root = GROUP + version + "/";
        String suffix = "Metrics" + capitalized(version);
        List<Operation> all = new ArrayList<>();
        all.add(
                discovery(
                        root,
                        tag(version),
                        "get" + suffix + "APIResources",
                        "Lists the resources of this version.",
                        DiscoveryModels.RESOURCE_LIST));
        String pods = root + "namespaces/{namespace}/pods";
        all.add(list(pods, version, "PodMetrics", "list" + suffix + "NamespacedPodMetrics"));
        all.add(one(pods, version, "PodMetrics", "read" + suffix + "NamespacedPodMetrics"));
        all.add(list(root + "nodes", version, "NodeMetrics", "list" + suffix + "NodeMetrics"));
        all.add(one(root + "nodes", version, "NodeMetrics", "read" + suffix + "NodeMetrics"));
        all.add(
                list(
                        root + "pods",
                        version,
                        "PodMetrics",
                        "list" + suffix + "PodMetricsForAllNamespaces"));
        return all;
    }

    private static Operation discovery(
            String path, String tag, String id, String description, String model) {
        return new Operation(path, tag, id, description, ONE, model, Subject.NONE, List.of());
    }

    private static Operation list(String path, String version, String kind, String id) {
        boolean namespaced = path.contains("{namespace}");
        String where = namespaced ? " of a namespace" : "";
        return new Operation(
                path,
                tag(version),
                id,
                "Lists what the " + plural(kind) + where + " use.",
                MANY,
                MetricsModels.name(version, kind + "List"),
                new Subject("list", version, kind),
                Parameter.ofList(namespaced));
    }

    private static Operation one(String listPath, String version, String kind, String id) {
        String what = kind.equals("PodMetrics") ? "pod" : "node";
        return new Operation(
                listPath + "/{name}",
                tag(version),
                id,
                "Reads what one " + what + " uses.",
                ONE,
                MetricsModels.name(version, kind),
                new Subject("get", version, kind),
                Parameter.ofOne(what, listPath.contains("{namespace}")));
    }

    private static String plural(String kind) {
        return kind.equals("PodMetrics") ? "pods" : "nodes";
    }

    private static String tag(String version) {
        return "metrics_" + version;
    }

    private static String capitalized(String version) {
        return Character.toUpperCase(version.charAt(0)) + version.substring(1);
    }
}
