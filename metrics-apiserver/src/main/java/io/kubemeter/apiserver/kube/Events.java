package io.kubemeter.apiserver.kube;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * Posts Events about Nodes. Needs the right to create Events and no other: nothing is read, changed
 * or deleted.
 *
 * <p><b>Owner:</b> nobody: any virtual thread posts.
 */
public final class Events {
    /** Where Events about objects without a namespace live. */
    private static final String NAMESPACE = "default";

    private static final String PATH = "/api/v1/namespaces/" + NAMESPACE + "/events";
    private static final String COMPONENT = "kubemeter";
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int CONFLICT = 409;
    private static final JsonFactory JSON = new JsonFactory();

    private final KubeApi api;
    private final String instance;

    /**
     * Posts through {@code api}.
     *
     * @param instance which of several replicas we are
     */
    public Events(KubeApi api, String instance) {
        this.api = api;
        this.instance = instance;
    }

    /** Posts it; that it is there already is as good. */
    public void post(NodeEvent event) throws ApiException {
        try {
            api.postJson(PATH, json(event), PATIENCE);
        } catch (ApiException e) {
            if (e.status() != CONFLICT) {
                throw e;
            }
        }
    }

    private byte[] json(NodeEvent event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("apiVersion", "v1");
            json.writeStringField("kind", "Event");
            json.writeObjectFieldStart("metadata");
            json.writeStringField("name", event.name());
            json.writeStringField("namespace", NAMESPACE);
            json.writeEndObject();
            json.writeObjectFieldStart("involvedObject");
            json.writeStringField("apiVersion", "v1");
            json.writeStringField("kind", "Node");
            json.writeStringField("name", event.node());
            json.writeStringField("uid", event.uid());
            json.writeEndObject();
            json.writeStringField("type", event.warning() ? "Warning" : "Normal");
            json.writeStringField("reason", event.reason());
            json.writeStringField("message", event.message());
            String at = event.at().truncatedTo(ChronoUnit.SECONDS).toString();
            json.writeStringField("firstTimestamp", at);
            json.writeStringField("lastTimestamp", at);
            json.writeNumberField("count", 1);
            json.writeObjectFieldStart("source");
            json.writeStringField("component", COMPONENT);
            json.writeEndObject();
            json.writeStringField("reportingComponent", COMPONENT);
            json.writeStringField("reportingInstance", instance);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
