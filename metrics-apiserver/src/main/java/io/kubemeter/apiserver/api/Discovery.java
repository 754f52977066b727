package io.kubemeter.apiserver.api;

import static io.kubemeter.apiserver.protobuf.ProtoWriter.delimited;
import static io.kubemeter.apiserver.protobuf.ProtoWriter.number;

import io.kubemeter.apiserver.api.Negotiation.Endpoint;
import io.kubemeter.apiserver.protobuf.KubeEnvelope;
import io.kubemeter.apiserver.protobuf.ProtoWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

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
    private static final byte[] EMPTY_LIST_META = {10, 6, 10, 0, 18, 0, 26, 0};

    private final String servingAddress;
    private final String etag = etag();

    /** The address is what upstream prints for every client, as {@code :10250}. */
    Discovery(String servingAddress) {
        this.servingAddress = servingAddress;
    }

    /** {@code /apis}: one document with everything for who knows it, a list of groups otherwise. */
    Answer groups(ApiRequest request) throws RefusedException {
        Negotiation aggregated = Negotiation.of(request, Endpoint.DISCOVERY);
        if (aggregated != null && aggregated.transform() != null) {
            return aggregated(request, aggregated);
        }
        String addresses =
                "\"serverAddressByClientCIDRs\":[{\"clientCIDR\":\"0.0.0.0/0\",\"serverAddress\":\""
                        + servingAddress
                        + "\"}]";
        String json =
                "{\"kind\":\"APIGroupList\",\"groups\":[{"
                        + groupMembers()
                        + ","
                        + addresses
                        + "}]}";
        return plain(request, json, "APIGroupList", this::groupListProto);
    }

    /** {@code /apis/metrics.k8s.io}. */
    Answer group(ApiRequest request) throws RefusedException {
        String json = "{\"kind\":\"APIGroup\",\"apiVersion\":\"v1\"," + groupMembers() + "}";
        return plain(request, json, "APIGroup", Discovery::groupProto);
    }

    /** {@code /apis/metrics.k8s.io/…}: the resources of a version. */
    Answer resources(ApiRequest request, String version) throws RefusedException {
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
        return plain(request, json, "APIResourceList", out -> resourceListProto(version, out));
    }

    static String groupVersion(String version) {
        return MetricsKind.GROUP + "/" + version;
    }

    /** Writes the bytes of an object. */
    private interface Content {
        void write(ProtoWriter out);
    }

    private static Answer plain(ApiRequest request, String json, String kind, Content content)
            throws RefusedException {
        Negotiation agreed = Negotiation.require(request, Endpoint.PLAIN);
        byte[] body =
                agreed.format() == Format.PROTOBUF
                        ? enveloped(new KubeEnvelope("v1", kind), content)
                        : Rendering.of(json, agreed);
        return Answers.of(
                request, 200, agreed.format().mediaType(), List.of(), BodySource.of(body));
    }

    private Answer aggregated(ApiRequest request, Negotiation agreed) {
        List<Answer.Header> headers =
                List.of(
                        new Answer.Header("Cache-Control", "public"),
                        new Answer.Header("Etag", etag),
                        new Answer.Header("Vary", "Accept"));
        if (etag.equals(request.header("If-None-Match"))) {
            return Answers.of(request, 304, "", headers, BodySource.of(new byte[0]));
        }
        byte[] body =
                agreed.format() == Format.PROTOBUF
                        ? enveloped(
                                new KubeEnvelope(AGGREGATED_VERSION, AGGREGATED_KIND),
                                Discovery::aggregatedProto)
                        : Rendering.of(aggregatedJson(), agreed);
        String type = agreed.format().mediaType() + AGGREGATED_PARAMETERS;
        return Answers.of(request, 200, type, headers, BodySource.of(body));
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

    private static String scope(MetricsKind kind) {
        return kind.namespaced() ? "Namespaced" : "Cluster";
    }

    private static String etag() {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-512")
                            .digest(aggregatedJson().getBytes(StandardCharsets.UTF_8));
            return "\"" + HexFormat.of().formatHex(hash).toUpperCase(Locale.ROOT) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-512", e);
        }
    }

    private static byte[] enveloped(KubeEnvelope envelope, Content content) {
        byte[] bytes = StatusBody.written(content::write);
        return StatusBody.written(out -> {
            envelope.before(out, bytes.length);
            out.raw(bytes);
            envelope.after(out);
        });
    }

    private static void nested(ProtoWriter out, int field, Content content) {
        byte[] bytes = StatusBody.written(content::write);
        out.head(delimited(field), bytes.length);
        out.raw(bytes);
    }

    private void groupListProto(ProtoWriter out) {
        nested(
                out,
                1,
                group -> {
                    groupProto(group);
                    nested(
                            group,
                            4,
                            address -> {
                                address.text(delimited(1), "0.0.0.0/0");
                                address.text(delimited(2), servingAddress);
                            });
                });
    }

    private static void groupProto(ProtoWriter out) {
        out.text(delimited(1), MetricsKind.GROUP);
        for (String version : VERSIONS) {
            nested(out, 2, one -> versionProto(version, one));
        }
        nested(out, 3, one -> versionProto(VERSIONS.getFirst(), one));
    }

    private static void versionProto(String version, ProtoWriter out) {
        out.text(delimited(1), groupVersion(version));
        out.text(delimited(2), version);
    }

    private static void resourceListProto(String version, ProtoWriter out) {
        out.text(delimited(1), groupVersion(version));
        for (MetricsKind kind : MetricsKind.values()) {
            nested(
                    out,
                    2,
                    one -> {
                        one.text(delimited(1), kind.resource());
                        one.number(number(2), kind.namespaced() ? 1 : 0);
                        one.text(delimited(3), kind.kind());
                        nested(one, 4, Discovery::verbsProto);
                        one.text(delimited(6), "");
                        one.text(delimited(8), "");
                        one.text(delimited(9), "");
                        one.text(delimited(10), "");
                    });
        }
    }

    private static void verbsProto(ProtoWriter out) {
        out.text(delimited(1), "get");
        out.text(delimited(1), "list");
    }

    private static void aggregatedProto(ProtoWriter out) {
        out.raw(EMPTY_LIST_META);
        nested(
                out,
                2,
                group -> {
                    nested(group, 1, Discovery::groupMetadataProto);
                    for (String version : VERSIONS) {
                        nested(group, 2, one -> aggregatedVersionProto(version, one));
                    }
                });
    }

    private static void groupMetadataProto(ProtoWriter out) {
        out.text(delimited(1), MetricsKind.GROUP);
        for (int field = 2; field <= 6; field++) {
            out.text(delimited(field), "");
        }
        out.number(number(7), 0);
        out.text(delimited(8), "");
    }

    private static void aggregatedVersionProto(String version, ProtoWriter out) {
        out.text(delimited(1), version);
        for (MetricsKind kind : MetricsKind.values()) {
            nested(
                    out,
                    2,
                    one -> {
                        one.text(delimited(1), kind.resource());
                        nested(
                                one,
                                2,
                                gvk -> {
                                    gvk.text(delimited(1), "");
                                    gvk.text(delimited(2), "");
                                    gvk.text(delimited(3), kind.kind());
                                });
                        one.text(delimited(3), scope(kind));
                        one.text(delimited(4), "");
                        one.text(delimited(5), "get");
                        one.text(delimited(5), "list");
                    });
        }
        out.text(delimited(3), "Current");
    }
}
