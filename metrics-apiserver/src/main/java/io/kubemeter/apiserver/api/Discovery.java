package io.kubemeter.apiserver.api;

import io.kubemeter.apiserver.api.ConstantDocument.Content;
import io.kubemeter.apiserver.api.Negotiation.Endpoint;
import io.kubemeter.apiserver.protobuf.KubeEnvelope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What groups, versions and resources there are: constants, made once, that need neither samples
 * nor kube-apiserver.
 */
final class Discovery {
    /** The versions that are served, the preferred one first. */
    static final List<String> VERSIONS = List.of("v1", "v1beta1");

    private static final String AGGREGATED_VERSION = "apidiscovery.k8s.io/v2";
    private static final String AGGREGATED_KIND = "APIGroupDiscoveryList";
    private static final String AGGREGATED_PARAMETERS =
            ";g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    private final ConstantDocument aggregated =
            new ConstantDocument(
                    aggregatedJson(),
                    new KubeEnvelope(AGGREGATED_VERSION, AGGREGATED_KIND),
                    DiscoveryProto::aggregated);
    private final ConstantDocument groups;
    private final ConstantDocument group =
            plain(
                    "APIGroup",
                    "{\"kind\":\"APIGroup\",\"apiVersion\":\"v1\"," + groupMembers() + "}",
                    DiscoveryProto::group);
    private final Map<String, ConstantDocument> resources =
            VERSIONS.stream().collect(Collectors.toMap(version -> version, Discovery::resources));

    /** The address is what upstream prints for every client, as {@code :10250}. */
    Discovery(String servingAddress) {
        String addresses =
                "\"serverAddressByClientCIDRs\":[{\"clientCIDR\":\"0.0.0.0/0\",\"serverAddress\":\""
                        + servingAddress
                        + "\"}]";
        // Upstream writes no version of this one, in no format.
        groups =
                new ConstantDocument(
                        "{\"kind\":\"APIGroupList\",\"groups\":[{"
                                + groupMembers()
                                + ","
                                + addresses
                                + "}]}",
                        new KubeEnvelope("", "APIGroupList"),
                        out -> DiscoveryProto.groupList(servingAddress, out));
    }

    /** {@code /apis}: one document with everything for who knows it, a list of groups otherwise. */
    Answer groups(ApiRequest request) throws RefusedException {
        Negotiation agreed = Negotiation.of(request, Endpoint.DISCOVERY);
        return agreed != null && agreed.transform() != null
                ? aggregated(request, agreed)
                : answer(request, groups);
    }

    /** {@code /apis/metrics.k8s.io}. */
    Answer group(ApiRequest request) throws RefusedException {
        return answer(request, group);
    }

    /** {@code /apis/metrics.k8s.io/…}: the resources of a version that is served. */
    Answer resources(ApiRequest request, String version) throws RefusedException {
        ConstantDocument document = resources.get(version);
        if (document == null) {
            throw new RefusedException(Status.noSuchPath());
        }
        return answer(request, document);
    }

    static String groupVersion(String version) {
        return MetricsKind.GROUP + "/" + version;
    }

    /** Has no tag: kube-apiserver asks here with that of another document, and wants all of it. */
    private static Answer answer(ApiRequest request, ConstantDocument document)
            throws RefusedException {
        Negotiation agreed = Negotiation.require(request, Endpoint.PLAIN);
        return Answers.of(
                request, 200, agreed.format().mediaType(), List.of(), document.body(agreed));
    }

    private Answer aggregated(ApiRequest request, Negotiation agreed) {
        List<Answer.Header> headers =
                List.of(
                        new Answer.Header("Cache-Control", "public"),
                        new Answer.Header("Etag", aggregated.etag()),
                        new Answer.Header("Vary", "Accept"));
        if (aggregated.etag().equals(request.header("If-None-Match"))) {
            return Answers.of(request, 304, "", headers, BodySource.of(new byte[0]));
        }
        String type = agreed.format().mediaType() + AGGREGATED_PARAMETERS;
        return Answers.of(request, 200, type, headers, aggregated.body(agreed));
    }

    private static ConstantDocument plain(String kind, String json, Content content) {
        return new ConstantDocument(json, new KubeEnvelope("v1", kind), content);
    }

    private static ConstantDocument resources(String version) {
        List<String> resources = new ArrayList<>();
        for (MetricsKind kind : MetricsKind.values()) {
            resources.add(
                    "{\"name\":\""
                            + kind.resource()
                            + "\",\"singularName\":\"\",\"namespaced\":"
                            + kind.namespaced()
                            + ",\"kind\":\""
                            + kind.kind()
                            + "\",\"verbs\":[\"get\",\"list\"]}");
        }
        String json =
                "{\"kind\":\"APIResourceList\",\"apiVersion\":\"v1\",\"groupVersion\":\""
                        + groupVersion(version)
                        + "\",\"resources\":["
                        + String.join(",", resources)
                        + "]}";
        return plain("APIResourceList", json, out -> DiscoveryProto.resourceList(version, out));
    }

    private static String groupMembers() {
        List<String> versions = new ArrayList<>();
        for (String version : VERSIONS) {
            versions.add(
                    "{\"groupVersion\":\""
                            + groupVersion(version)
                            + "\",\"version\":\""
                            + version
                            + "\"}");
        }
        return "\"name\":\""
                + MetricsKind.GROUP
                + "\",\"versions\":["
                + String.join(",", versions)
                + "],\"preferredVersion\":"
                + versions.getFirst();
    }

    private static String aggregatedJson() {
        List<String> resources = new ArrayList<>();
        for (MetricsKind kind : MetricsKind.values()) {
            resources.add(
                    "{\"resource\":\""
                            + kind.resource()
                            + "\",\"responseKind\":{\"group\":\"\",\"version\":\"\",\"kind\":\""
                            + kind.kind()
                            + "\"},\"scope\":\""
                            + scope(kind)
                            + "\",\"singularResource\":\"\",\"verbs\":[\"get\",\"list\"]}");
        }
        List<String> versions = new ArrayList<>();
        for (String version : VERSIONS) {
            versions.add(
                    "{\"version\":\""
                            + version
                            + "\",\"resources\":["
                            + String.join(",", resources)
                            + "],\"freshness\":\"Current\"}");
        }
        return "{\"kind\":\""
                + AGGREGATED_KIND
                + "\",\"apiVersion\":\""
                + AGGREGATED_VERSION
                + "\",\"metadata\":{},\"items\":[{\"metadata\":{\"name\":\""
                + MetricsKind.GROUP
                + "\"},\"versions\":["
                + String.join(",", versions)
                + "]}]}";
    }

    static String scope(MetricsKind kind) {
        return kind.namespaced() ? "Namespaced" : "Cluster";
    }
}
