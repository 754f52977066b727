package io.kubemeter.apiserver.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Writes Kubernetes objects in protobuf, independently of what reads them. */
public final class KubeBytes {
    private KubeBytes() {}

    /** Writes the fields of a message. */
    public interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    public static ByteString message(Fields fields) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            fields.write(out);
            out.flush();
            return ByteString.copyFrom(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] envelope(String kind, ByteString object) {
        ByteString unknown =
                message(out -> {
                    out.writeBytes(
                            1,
                            message(type -> {
                                type.writeString(1, "v1");
                                type.writeString(2, kind);
                            }));
                    out.writeBytes(2, object);
                    out.writeString(3, "");
                    out.writeString(4, "");
                });
        byte[] magic = {'k', '8', 's', 0};
        return ByteString.copyFrom(magic).concat(unknown).toByteArray();
    }

    public static byte[] list(String kind, String version, List<ByteString> items) {
        return envelope(
                kind,
                message(out -> {
                    out.writeBytes(1, message(meta -> meta.writeString(2, version)));
                    for (ByteString item : items) {
                        out.writeBytes(2, item);
                    }
                }));
    }

    public static byte[] frame(String type, String kind, ByteString object) {
        ByteString event =
                message(out -> {
                    out.writeString(1, type);
                    byte[] raw = envelope(kind, object);
                    out.writeBytes(2, message(inner -> inner.writeByteArray(1, raw)));
                });
        return ByteBuffer.allocate(4 + event.size())
                .putInt(event.size())
                .put(event.toByteArray())
                .array();
    }

    public static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    public static ByteString status(int code, String reason, String message) {
        return message(out -> {
            out.writeString(2, "Failure");
            out.writeString(3, message);
            out.writeString(4, reason);
            out.writeInt32(6, code);
        });
    }

    public static ByteString pod(PodItem pod) {
        return message(out -> {
            out.writeBytes(1, meta(pod.meta()));
            out.writeBytes(
                    2,
                    message(spec -> {
                        spec.writeBytes(2, ByteString.copyFromUtf8("container"));
                        spec.writeString(10, pod.nodeName());
                    }));
            out.writeBytes(
                    3,
                    message(status -> {
                        status.writeString(1, pod.phase());
                        if (pod.startMillis() != 0) {
                            status.writeBytes(7, time(pod.startMillis()));
                        }
                    }));
        });
    }

    public static ByteString node(NodeItem node) {
        return message(out -> {
            out.writeBytes(1, meta(node.meta()));
            out.writeBytes(3, message(status -> nodeStatus(status, node)));
        });
    }

    private static void nodeStatus(CodedOutputStream out, NodeItem node) throws IOException {
        out.writeBytes(4, pair("MemoryPressure", "True"));
        out.writeBytes(4, pair("Ready", node.ready() ? "True" : "Unknown"));
        for (int i = 0; i < node.addresses().size(); i += 2) {
            out.writeBytes(5, pair(node.addresses().get(i), node.addresses().get(i + 1)));
        }
        ByteString port = message(endpoint -> endpoint.writeInt32(1, node.kubeletPort()));
        out.writeBytes(6, message(endpoints -> endpoints.writeBytes(1, port)));
    }

    private static ByteString meta(ItemMeta meta) {
        return message(out -> {
            out.writeString(1, meta.name());
            out.writeString(2, "generated-");
            out.writeString(3, meta.namespace());
            out.writeString(5, meta.uid());
            out.writeString(6, meta.resourceVersion());
            out.writeInt64(7, -1);
            for (int i = 0; i < meta.labels().size(); i += 2) {
                out.writeBytes(11, pair(meta.labels().get(i), meta.labels().get(i + 1)));
            }
            out.writeBytes(12, pair("note", "x".repeat(100_000)));
            if (meta.resourceMetricsPath() != null) {
                out.writeBytes(
                        12, pair(ItemMeta.RESOURCE_METRICS_PATH, meta.resourceMetricsPath()));
            }
            out.writeFixed32(900, 1);
            out.writeFixed64(901, 1);
        });
    }

    private static ByteString pair(String first, String second) {
        return message(out -> {
            out.writeString(1, first);
            out.writeString(2, second);
        });
    }

    private static ByteString time(long millis) {
        return message(out -> {
            out.writeInt64(1, Math.floorDiv(millis, 1000));
            out.writeInt32(2, (int) Math.floorMod(millis, 1000L) * 1_000_000);
        });
    }
}
