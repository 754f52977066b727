package io.kubemeter.apiserver.cluster;

import com.fasterxml.jackson.core.JsonParser;
import io.kubemeter.apiserver.protobuf.ItemDecoder;
import io.kubemeter.apiserver.protobuf.ItemMeta;
import io.kubemeter.apiserver.protobuf.KubeDecoders;
import io.kubemeter.apiserver.protobuf.NodeItem;
import io.kubemeter.apiserver.protobuf.PodItem;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * One kind of object that is listed and watched, and how it is read.
 *
 * @param name the resource, in the plural
 * @param path where it is listed
 * @param selection the query's part that selects; empty, or ends with an ampersand
 * @param protobuf reads it in protobuf
 * @param json reads it in JSON
 * @param meta its metadata
 */
record Watched<T>(
        String name,
        String path,
        String selection,
        ItemDecoder<T> protobuf,
        JsonDecoder<T> json,
        Function<T, ItemMeta> meta) {
    /** Running pods of all namespaces. */
    static Watched<PodItem> pods() {
        return new Watched<>(
                "pods",
                "/api/v1/pods",
                "fieldSelector=status.phase%3DRunning&",
                KubeDecoders::pod,
                JsonObjects::pod,
                PodItem::meta);
    }

    static Watched<NodeItem> nodes(String labelSelector) {
        String selection =
                labelSelector.isEmpty()
                        ? ""
                        : "labelSelector="
                                + URLEncoder.encode(labelSelector, StandardCharsets.UTF_8)
                                + "&";
        return new Watched<>(
                "nodes",
                "/api/v1/nodes",
                selection,
                KubeDecoders::node,
                JsonObjects::node,
                NodeItem::meta);
    }

    String version(T item) {
        return meta.apply(item).resourceVersion();
    }

    /** Reads the JSON object that the parser is at. */
    interface JsonDecoder<T> {
        T decode(JsonParser in) throws IOException;
    }
}
