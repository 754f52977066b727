package io.kubemeter.apiserver.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubemeter.apiserver.cli.TopTable.ContainerRow;
import io.kubemeter.apiserver.cli.TopTable.NodeRow;
import io.kubemeter.apiserver.cli.TopTable.PodRow;
import io.kubemeter.apiserver.cli.TopTable.Used;
import io.kubemeter.apiserver.kube.ApiException;
import io.kubemeter.apiserver.kube.KubeApi;
import io.kubemeter.apiserver.kube.KubeResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads lists of {@code metrics.k8s.io} as their user sees them, through kube-apiserver. */
final class MetricsLists {
    private static final String ROOT = "/apis/metrics.k8s.io/";
    private static final String JSON = "application/json";
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final KubeApi api;
    private final String version;
    private final ObjectMapper json = new ObjectMapper();

    private MetricsLists(KubeApi api, String version) {
        this.api = api;
        this.version = version;
    }

    /** Uses v1 where the cluster has it, else v1beta1. */
    static MetricsLists open(KubeApi api) throws ApiException {
        try {
            api.getJson(ROOT + "v1");
            return new MetricsLists(api, "v1");
        } catch (ApiException absent) {
            if (absent.status() != 404) {
                throw absent;
            }
            return new MetricsLists(api, "v1beta1");
        }
    }

    /** A list or an object, as it came. */
    JsonNode read(String resource, String selector) throws ApiException {
        String query =
                selector.isEmpty()
                        ? ""
                        : "?labelSelector=" + URLEncoder.encode(selector, StandardCharsets.UTF_8);
        return tree(ROOT + version + resource + query);
    }

    List<NodeRow> nodes(JsonNode list) throws ApiException {
        Map<String, Used> allocatable = new HashMap<>();
        for (JsonNode node : items(tree("/api/v1/nodes"))) {
            allocatable.put(
                    node.at("/metadata/name").asText(), used(node.at("/status/allocatable")));
        }
        List<NodeRow> rows = new ArrayList<>();
        for (JsonNode item : items(list)) {
            String name = item.at("/metadata/name").asText();
            rows.add(new NodeRow(name, used(item.get("usage")), allocatable.get(name)));
        }
        return rows;
    }

    static List<PodRow> pods(JsonNode list) {
        List<PodRow> rows = new ArrayList<>();
        for (JsonNode item : items(list)) {
            List<ContainerRow> containers = new ArrayList<>();
            for (JsonNode container : item.path("containers")) {
                containers.add(
                        new ContainerRow(
                                container.path("name").asText(), used(container.path("usage"))));
            }
            rows.add(
                    new PodRow(
                            item.at("/metadata/namespace").asText(),
                            item.at("/metadata/name").asText(),
                            containers));
        }
        return rows;
    }

    private static Iterable<JsonNode> items(JsonNode list) {
        return list.has("items") ? list.get("items") : List.of(list);
    }

    private static Used used(JsonNode resources) {
        return new Used(
                Amount.parse(resources.path("cpu").asText("0")),
                Amount.parse(resources.path("memory").asText("0")));
    }

    private JsonNode tree(String path) throws ApiException {
        try (KubeResponse response = api.get(path, JSON, SILENCE)) {
            return json.readTree(response.body());
        } catch (ApiException e) {
            throw e;
        } catch (IOException e) {
            throw api.unreachable(e.toString());
        }
    }
}
