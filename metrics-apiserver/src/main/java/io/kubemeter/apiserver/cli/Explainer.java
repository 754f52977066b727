package io.kubemeter.apiserver.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.kubemeter.apiserver.cli.Explanation.About;
import io.kubemeter.apiserver.cli.Explanation.Finding;
import io.kubemeter.apiserver.cli.Explanation.Sample;
import io.kubemeter.apiserver.cli.Explanation.Seen;
import io.kubemeter.apiserver.kube.ApiException;
import io.kubemeter.apiserver.kube.CertificateRequest;
import io.kubemeter.apiserver.kube.CertificateRequests;
import io.kubemeter.apiserver.kube.KubeAnswer;
import io.kubemeter.apiserver.kube.KubeApi;
import io.kubemeter.model.Reason;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Finds out why something has no numbers, by asking kube-apiserver what its user may ask: the
 * metrics API first, which names the reason, then the object itself and what was seen at its Node.
 * What the user may not read is left out.
 */
final class Explainer {
    private static final String GROUP = "metrics.k8s.io";
    private static final String COMPONENT = "kubemeter";
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;
    private static final int MOST_EVENTS = 5;

    private final KubeApi api;
    private final String version;
    private final ObjectMapper json = new ObjectMapper();

    private Explainer(KubeApi api, String version) {
        this.api = api;
        this.version = version;
    }

    /** Uses v1 unless the cluster does not have it. */
    static Explainer open(KubeApi api) throws ApiException {
        KubeAnswer answer = api.ask("/apis/" + GROUP + "/v1");
        return new Explainer(api, answer.status() == NOT_FOUND ? "v1beta1" : "v1");
    }

    Explanation node(String name) throws ApiException {
        About about = new About("Node", "", name);
        KubeAnswer answer = api.ask(root() + "/nodes/" + encoded(name));
        if (answer.status() == OK) {
            JsonNode item = tree(answer);
            return new Explanation(about, name, sample(item, item.path("usage")), null, seen(name));
        }
        JsonNode object = found("/api/v1/nodes/" + encoded(name));
        return new Explanation(about, name, null, finding(about, name, answer, object), seen(name));
    }

    Explanation pod(String namespace, String name) throws ApiException {
        About about = new About("Pod", namespace, name);
        String path = "/namespaces/" + encoded(namespace) + "/pods/" + encoded(name);
        KubeAnswer answer = api.ask(root() + path);
        JsonNode object = found("/api/v1" + path);
        String node = object.at("/spec/nodeName").asText();
        if (answer.status() == OK) {
            JsonNode item = tree(answer);
            return new Explanation(
                    about,
                    node,
                    sample(item, total(item)),
                    null,
                    node.isEmpty() ? List.of() : seen(node));
        }
        Finding finding = finding(about, node, answer, object);
        List<Seen> seen = node.isEmpty() || !nodeMatters(finding.reason()) ? List.of() : seen(node);
        return new Explanation(about, node, null, finding, seen);
    }

    private static boolean nodeMatters(@Nullable Reason reason) {
        return reason != null && reason.scope() != Reason.Scope.POD;
    }

    private Finding finding(About about, String node, KubeAnswer answer, JsonNode object)
            throws ApiException {
        JsonNode status = tree(answer);
        String message = status.path("message").asText(answer.text().strip());
        Optional<JsonNode> cause =
                stream(status.at("/details/causes"))
                        .filter(it -> reason(it.path("reason").asText()) != null)
                        .findFirst();
        if (cause.isPresent()) {
            Reason reason = reason(cause.get().path("reason").asText());
            String where = cause.get().path("field").asText(node);
            return told(about, where, reason, cause.get().path("message").asText(), message);
        }
        if (answer.status() >= UNAVAILABLE) {
            return new Finding(
                    null, "The metrics API is not available: " + condition(), "", message);
        }
        if (answer.status() != NOT_FOUND) {
            return new Finding(null, message, "", message);
        }
        String phase = object.at("/status/phase").asText();
        if (about.kind().equals("Pod") && !phase.isEmpty() && !phase.equals("Running")) {
            String sentence = Reason.POD_NOT_RUNNING.plainSentence() + ": it is " + phase;
            return told(about, node, Reason.POD_NOT_RUNNING, sentence, message);
        }
        String sentence =
                object.isMissingNode()
                        ? "There is no such "
                                + about.words().split(" ", 2)[0]
                                + ", or you may not see it"
                        : "The metrics API gives no reason; it may not know of it yet";
        return new Finding(null, sentence, "", message);
    }

    private Finding told(
            About about, String node, @Nullable Reason reason, String sentence, String message) {
        if (reason == null) {
            return new Finding(null, sentence, "", message);
        }
        String pod = about.namespace().isEmpty() ? "" : about.namespace() + "/" + about.name();
        boolean asks = reason.repair().contains("<c>");
        return new Finding(
                reason,
                sentence.isEmpty() ? reason.sentence(node) : sentence,
                reason.repair(node, pod, asks ? request(node) : ""),
                message);
    }

    /** The kubelet's newest request for a serving certificate; empty where it cannot be known. */
    private String request(String node) {
        try {
            return CertificateRequests.list(api).stream()
                    .filter(it -> it.requester().equals("system:node:" + node))
                    .max(Comparator.comparing(CertificateRequest::createdAt))
                    .map(CertificateRequest::name)
                    .orElse("");
        } catch (ApiException _) {
            return "";
        }
    }

    /** Why the aggregator does not pass requests on. */
    private String condition() throws ApiException {
        String name = version + "." + GROUP;
        JsonNode service = found("/apis/apiregistration.k8s.io/v1/apiservices/" + name);
        return stream(service.at("/status/conditions"))
                .filter(it -> it.path("type").asText().equals("Available"))
                .map(it -> it.path("reason").asText() + ": " + it.path("message").asText())
                .findFirst()
                .orElse("look at the APIService " + name);
    }

    /** What we have told at the Node, the newest first. */
    private List<Seen> seen(String node) throws ApiException {
        String selector = "involvedObject.kind=Node,involvedObject.name=" + node;
        JsonNode list =
                found("/api/v1/namespaces/default/events?fieldSelector=" + encoded(selector));
        List<Seen> seen = new ArrayList<>();
        stream(list.path("items"))
                .filter(it -> it.at("/source/component").asText().equals(COMPONENT))
                .forEach(it ->
                        seen.add(
                                new Seen(
                                        it.path("lastTimestamp").asText(),
                                        it.path("type").asText(),
                                        it.path("reason").asText(),
                                        it.path("message").asText())));
        seen.sort(Comparator.comparing(Seen::time).reversed());
        return seen.subList(0, Math.min(seen.size(), MOST_EVENTS));
    }

    private static Sample sample(JsonNode item, JsonNode usage) {
        return new Sample(
                item.path("timestamp").asText(),
                item.path("window").asText(),
                usage.path("cpu").asText(),
                usage.path("memory").asText());
    }

    /** A pod's usage is that of its containers, shown as {@code top} does. */
    private JsonNode total(JsonNode item) {
        TopTable.Used used = MetricsLists.pods(item).getFirst().used();
        return json.createObjectNode()
                .put("cpu", used.cpu().milli())
                .put("memory", used.memory().mebibytes());
    }

    /** What is there and may be read; a missing node otherwise. */
    private JsonNode found(String path) throws ApiException {
        KubeAnswer answer = api.ask(path);
        return answer.status() == OK ? tree(answer) : MissingNode.getInstance();
    }

    private JsonNode tree(KubeAnswer answer) {
        try {
            return json.readTree(answer.text());
        } catch (JsonProcessingException _) {
            // The aggregator speaks for itself in plain text.
            return MissingNode.getInstance();
        }
    }

    private static @Nullable Reason reason(String code) {
        for (Reason reason : Reason.values()) {
            if (reason.code().equals(code)) {
                return reason;
            }
        }
        return null;
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private String root() {
        return "/apis/" + GROUP + "/" + version;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
