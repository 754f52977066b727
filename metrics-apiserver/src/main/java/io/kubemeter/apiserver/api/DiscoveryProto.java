package io.kubemeter.apiserver.api;

import static io.kubemeter.apiserver.protobuf.ProtoWriter.delimited;
import static io.kubemeter.apiserver.protobuf.ProtoWriter.number;

import io.kubemeter.apiserver.api.ConstantDocument.Content;
import io.kubemeter.apiserver.protobuf.ProtoWriter;

/** The documents of discovery in protobuf, without their envelope. */
final class DiscoveryProto {
    private static final byte[] EMPTY_LIST_META = {10, 6, 10, 0, 18, 0, 26, 0};

    private DiscoveryProto() {}

    private static void nested(ProtoWriter out, int field, Content content) {
        byte[] bytes = StatusBody.written(content::write);
        out.head(delimited(field), bytes.length);
        out.raw(bytes);
    }

    /** All groups, for clients who find us at this address. */
    static void groupList(String servingAddress, ProtoWriter out) {
        nested(
                out,
                1,
                group -> {
                    group(group);
                    nested(
                            group,
                            4,
                            address -> {
                                address.text(delimited(1), "0.0.0.0/0");
                                address.text(delimited(2), servingAddress);
                            });
                });
    }

    static void group(ProtoWriter out) {
        out.text(delimited(1), MetricsKind.GROUP);
        for (String version : Discovery.VERSIONS) {
            nested(out, 2, one -> version(version, one));
        }
        nested(out, 3, one -> version(Discovery.VERSIONS.getFirst(), one));
    }

    private static void version(String version, ProtoWriter out) {
        out.text(delimited(1), Discovery.groupVersion(version));
        out.text(delimited(2), version);
    }

    static void resourceList(String version, ProtoWriter out) {
        out.text(delimited(1), Discovery.groupVersion(version));
        for (MetricsKind kind : MetricsKind.values()) {
            nested(
                    out,
                    2,
                    one -> {
                        one.text(delimited(1), kind.resource());
                        one.number(number(2), kind.namespaced() ? 1 : 0);
                        one.text(delimited(3), kind.kind());
                        nested(one, 4, DiscoveryProto::verbs);
                        one.text(delimited(6), "");
                        one.text(delimited(8), "");
                        one.text(delimited(9), "");
                        one.text(delimited(10), "");
                    });
        }
    }

    private static void verbs(ProtoWriter out) {
        out.text(delimited(1), "get");
        out.text(delimited(1), "list");
    }

    static void aggregated(ProtoWriter out) {
        out.raw(EMPTY_LIST_META);
        nested(
                out,
                2,
                group -> {
                    nested(group, 1, DiscoveryProto::groupMetadata);
                    for (String version : Discovery.VERSIONS) {
                        nested(group, 2, one -> aggregatedVersion(version, one));
                    }
                });
    }

    private static void groupMetadata(ProtoWriter out) {
        out.text(delimited(1), MetricsKind.GROUP);
        for (int field = 2; field <= 6; field++) {
            out.text(delimited(field), "");
        }
        out.number(number(7), 0);
        out.text(delimited(8), "");
    }

    private static void aggregatedVersion(String version, ProtoWriter out) {
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
                        one.text(delimited(3), Discovery.scope(kind));
                        one.text(delimited(4), "");
                        one.text(delimited(5), "get");
                        one.text(delimited(5), "list");
                    });
        }
        out.text(delimited(3), "Current");
    }
}
