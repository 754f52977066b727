package io.kubemeter.apiserver.protobuf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the few fields of Pods, Nodes and Statuses that we keep, by the numbers of the Kubernetes
 * API's own definitions. Fields may come in any order; of a field that comes twice the last counts.
 */
public final class KubeDecoders {
    private static final ItemMeta NO_META = new ItemMeta("", "", "", "", List.of(), null);

    private KubeDecoders() {}

    /** A Pod: metadata 1, spec 2, status 3. */
    public static PodItem pod(ProtoReader in) throws IOException {
        ItemMeta meta = NO_META;
        String nodeName = "";
        String phase = "";
        long startMillis = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag >>> 3) {
                case 1 -> meta = meta(in, tag, false);
                case 2 -> nodeName = textField(in, tag, 10);
                case 3 -> {
                    long outer = in.enter(tag);
                    for (int field = in.readTag(); field != 0; field = in.readTag()) {
                        switch (field >>> 3) {
                            case 1 -> phase = in.readSharedText(field);
                            case 7 -> startMillis = timeMillis(in, field);
                            default -> in.skip(field);
                        }
                    }
                    in.leave(outer);
                }
                default -> in.skip(tag);
            }
        }
        return new PodItem(meta, nodeName, phase, startMillis);
    }

    /** A Node: metadata 1, spec 2, status 3. */
    public static NodeItem node(ProtoReader in) throws IOException {
        ItemMeta meta = NO_META;
        List<String> addresses = new ArrayList<>();
        int port = 0;
        boolean ready = false;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag >>> 3) {
                case 1 -> meta = meta(in, tag, true);
                case 3 -> {
                    long outer = in.enter(tag);
                    for (int field = in.readTag(); field != 0; field = in.readTag()) {
                        switch (field >>> 3) {
                            case 4 -> ready |= isReady(in, field);
                            case 5 -> pair(in, field, addresses);
                            case 6 -> port = kubeletPort(in, field);
                            default -> in.skip(field);
                        }
                    }
                    in.leave(outer);
                }
                default -> in.skip(tag);
            }
        }
        return new NodeItem(meta, addresses, port, ready);
    }

    /** A Status: message 3, reason 4, code 6. */
    public static StatusItem status(ProtoReader in) throws IOException {
        int code = 0;
        String reason = "";
        String message = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag >>> 3) {
                case 3 -> message = in.readText(tag);
                case 4 -> reason = in.readText(tag);
                case 6 -> code = (int) in.readNumber(tag);
                default -> in.skip(tag);
            }
        }
        return new StatusItem(code, reason, message);
    }

    /** ObjectMeta: name 1, namespace 3, uid 5, resourceVersion 6, labels 11, annotations 12. */
    private static ItemMeta meta(ProtoReader in, int tag, boolean annotated) throws IOException {
        String name = "";
        String namespace = "";
        String uid = "";
        String resourceVersion = "";
        List<String> labels = new ArrayList<>();
        String path = null;
        long outer = in.enter(tag);
        for (int field = in.readTag(); field != 0; field = in.readTag()) {
            switch (field >>> 3) {
                case 1 -> name = in.readText(field);
                case 3 -> namespace = in.readSharedText(field);
                case 5 -> uid = in.readText(field);
                case 6 -> resourceVersion = in.readText(field);
                case 11 -> pair(in, field, labels);
                case 12 -> path = annotated ? annotation(in, field, path) : skip(in, field);
                default -> in.skip(field);
            }
        }
        in.leave(outer);
        return new ItemMeta(name, namespace, uid, resourceVersion, labels, path);
    }

    private static @Nullable String skip(ProtoReader in, int tag) throws IOException {
        in.skip(tag);
        return null;
    }

    /** Two texts, 1 and 2: a map's entry, or an address with its type. */
    private static void pair(ProtoReader in, int tag, List<String> into) throws IOException {
        String first = "";
        String second = "";
        long outer = in.enter(tag);
        for (int field = in.readTag(); field != 0; field = in.readTag()) {
            switch (field >>> 3) {
                case 1 -> first = in.readSharedText(field);
                case 2 -> second = in.readSharedText(field);
                default -> in.skip(field);
            }
        }
        in.leave(outer);
        into.add(first);
        into.add(second);
    }

    /** The value of the one annotation we know; any other's value is skipped, however long. */
    private static @Nullable String annotation(ProtoReader in, int tag, @Nullable String before)
            throws IOException {
        String key = "";
        String value = before;
        long outer = in.enter(tag);
        for (int field = in.readTag(); field != 0; field = in.readTag()) {
            int number = field >>> 3;
            if (number == 1) {
                key = in.readSharedText(field);
            } else if (number == 2 && key.equals(ItemMeta.RESOURCE_METRICS_PATH)) {
                value = in.readText(field);
            } else {
                in.skip(field);
            }
        }
        in.leave(outer);
        return value;
    }

    /** The one text field that is wanted of a message. */
    private static String textField(ProtoReader in, int tag, int wanted) throws IOException {
        String text = "";
        long outer = in.enter(tag);
        for (int field = in.readTag(); field != 0; field = in.readTag()) {
            if (field >>> 3 == wanted) {
                text = in.readSharedText(field);
            } else {
                in.skip(field);
            }
        }
        in.leave(outer);
        return text;
    }

    /** A Time: seconds 1, nanoseconds 2. */
    private static long timeMillis(ProtoReader in, int tag) throws IOException {
        long seconds = 0;
        long nanos = 0;
        long outer = in.enter(tag);
        for (int field = in.readTag(); field != 0; field = in.readTag()) {
            switch (field >>> 3) {
                case 1 -> seconds = in.readNumber(field);
                case 2 -> nanos = in.readNumber(field);
                default -> in.skip(field);
            }
        }
        in.leave(outer);
        return seconds * 1000 + nanos / 1_000_000;
    }

    /** A NodeCondition: type 1, status 2. */
    private static boolean isReady(ProtoReader in, int tag) throws IOException {
        List<String> condition = new ArrayList<>(2);
        pair(in, tag, condition);
        return condition.equals(List.of("Ready", "True"));
    }

    /** NodeDaemonEndpoints: kubeletEndpoint 1, with Port 1. */
    private static int kubeletPort(ProtoReader in, int tag) throws IOException {
        long port = 0;
        long outer = in.enter(tag);
        for (int field = in.readTag(); field != 0; field = in.readTag()) {
            if (field >>> 3 != 1) {
                in.skip(field);
                continue;
            }
            long endpoint = in.enter(field);
            for (int part = in.readTag(); part != 0; part = in.readTag()) {
                if (part >>> 3 == 1) {
                    port = in.readNumber(part);
                } else {
                    in.skip(part);
                }
            }
            in.leave(endpoint);
        }
        in.leave(outer);
        return port > 0 && port <= 65_535 ? (int) port : 0;
    }
}
