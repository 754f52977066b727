package io.kubemeter.apiserver.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The documents against what metrics-server serves, and each form against the other. */
class OpenApiContract {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final OpenApi OPEN_API = OpenApi.of("v0.9.0", List.of("v1", "v1beta1"));
    private static final String BETA = "apis/metrics.k8s.io/v1beta1";

    @Test
    void theGroupIsDescribedAsUpstreamDoes() throws IOException {
        assertThat(undescribed(json(part(BETA)))).isEqualTo(captured("030-openapi-v3-group.http"));
    }

    @Test
    void bothVersionsAreDescribedAlike() throws IOException {
        String beta = new String(part(BETA).json(), StandardCharsets.UTF_8);
        String stable = new String(part("apis/metrics.k8s.io/v1").json(), StandardCharsets.UTF_8);
        JsonNode renamed = JSON.readTree(beta.replace("v1beta1", "v1").replace("V1beta1", "V1"));
        assertThat(JSON.readTree(stable)).isEqualTo(renamed);
    }

    @Test
    void theIndexNamesUpstreamsDocumentsAndTheStableVersion() throws IOException {
        JsonNode index = JSON.readTree(OPEN_API.index().json()).get("paths");
        TreeSet<String> expected = new TreeSet<>();
        captured("029-openapi-v3-index.http")
                .get("paths")
                .fieldNames()
                .forEachRemaining(expected::add);
        expected.add("apis/metrics.k8s.io/v1");
        List<String> names = new ArrayList<>();
        index.fieldNames().forEachRemaining(names::add);
        assertThat(names).containsExactlyElementsOf(expected);
        for (String name : names) {
            assertThat(index.get(name).get("serverRelativeURL").textValue())
                    .isEqualTo("/openapi/v3/" + name + "?hash=" + part(name).hash());
        }
    }

    @Test
    void everyReferenceLeadsToASchema() throws IOException {
        JsonNode swagger = JSON.readTree(OPEN_API.swagger().json());
        resolve(swagger, swagger, "#/definitions/");
        for (String name : List.of("apis", "apis/metrics.k8s.io", BETA, "version")) {
            JsonNode part = json(part(name));
            resolve(part, part, "#/components/schemas/");
        }
    }

    @Test
    void nothingIsLeftWithoutWords() throws IOException {
        for (JsonNode schemas :
                List.of(
                        json(part(BETA)).at("/components/schemas"),
                        JSON.readTree(OPEN_API.swagger().json()).get("definitions"))) {
            assertThat(schemas).isNotEmpty();
            for (JsonNode schema : schemas) {
                described(schema);
                JsonNode properties = schema.path("properties");
                properties.forEach(OpenApiContract::described);
            }
        }
    }

    @Test
    void swaggerDescribesEveryPathOfTheParts() throws IOException {
        TreeSet<String> paths = new TreeSet<>();
        for (String name :
                List.of("apis", "apis/metrics.k8s.io", "apis/metrics.k8s.io/v1", BETA, "version")) {
            json(part(name)).get("paths").fieldNames().forEachRemaining(paths::add);
        }
        JsonNode swagger = JSON.readTree(OPEN_API.swagger().json());
        List<String> served = new ArrayList<>();
        swagger.get("paths").fieldNames().forEachRemaining(served::add);
        assertThat(served).containsExactlyElementsOf(paths);
        assertThat(swagger.get("swagger").textValue()).isEqualTo("2.0");
        for (String kind :
                List.of(
                        "ContainerMetrics",
                        "NodeMetrics",
                        "NodeMetricsList",
                        "PodMetrics",
                        "PodMetricsList")) {
            for (String version : List.of("v1", "v1beta1")) {
                assertThat(
                                swagger.at("/definitions/" + MetricsModels.name(version, kind))
                                        .isObject())
                        .as(version + "." + kind)
                        .isTrue();
            }
        }
        assertThat(swagger.findValue("default")).isNull();
        assertThat(swagger.findValue("allOf")).isNull();
        assertThat(swagger.findValue("oneOf")).isNull();
    }

    @Test
    void protobufSaysTheSameAsJson() throws IOException {
        assertThat(GnosticText.v2(OPEN_API.swagger().protobuf()))
                .isEqualTo(JSON.readTree(OPEN_API.swagger().json()));
        for (String name : List.of("apis", "apis/metrics.k8s.io", BETA, "version")) {
            assertThat(GnosticText.v3(part(name).protobuf())).as(name).isEqualTo(json(part(name)));
        }
    }

    private static void described(JsonNode schema) {
        boolean bare = schema.has("$ref") && schema.size() == 1;
        assertThat(bare || schema.path("description").textValue().length() > 5)
                .as("%s", schema)
                .isTrue();
    }

    private static void resolve(JsonNode document, JsonNode node, String prefix) {
        JsonNode to = node.get("$ref");
        if (to != null) {
            assertThat(to.textValue()).startsWith(prefix);
            assertThat(document.at(to.textValue().substring(1)).isObject())
                    .as(to.textValue())
                    .isTrue();
        }
        node.forEach(child -> resolve(document, child, prefix));
    }

    /** The fixture's descriptions are cut. */
    private static JsonNode undescribed(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("description").isTextual()) {
            object.put("description", "...");
        }
        node.forEach(OpenApiContract::undescribed);
        return node;
    }

    private static Document part(String name) {
        return Objects.requireNonNull(OPEN_API.part(name), name);
    }

    private static JsonNode json(Document document) throws IOException {
        return JSON.readTree(document.json());
    }

    private static JsonNode captured(String file) throws IOException {
        try (InputStream in =
                OpenApiContract.class.getResourceAsStream("/metrics-server/exchanges/" + file)) {
            String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return JSON.readTree(all.substring(all.indexOf("\n{")));
        }
    }
}
