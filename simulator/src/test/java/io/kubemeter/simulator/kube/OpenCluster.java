package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.ClusterClient;
import io.kubemeter.simulator.ClusterOptions;
import io.kubemeter.simulator.SimulatedCluster;
import io.kubemeter.simulator.wire.JsonTree;
import io.kubemeter.simulator.wire.ProtobufMessage;
import io.kubemeter.simulator.world.WorldShape;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A small cluster without kubelets, and its administrator. */
final class OpenCluster implements AutoCloseable {
    static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

    final SimulatedCluster cluster;
    final ClusterClient admin;

    private OpenCluster(SimulatedCluster cluster) {
        this.cluster = cluster;
        this.admin = cluster.adminClient();
    }

    static OpenCluster start() {
        return start(WorldShape.of(3, 4, 2, 7));
    }

    static OpenCluster start(WorldShape shape) {
        return new OpenCluster(
                SimulatedCluster.open(ClusterOptions.of(shape, InstantSource.system())));
    }

    Map<String, Object> json(String path) {
        return JsonTree.parse(admin.get(path).body().bytes());
    }

    List<Map<String, Object>> items(String path) {
        return JsonTree.children(json(path), "items");
    }

    ProtobufMessage protobuf(String path) {
        return ProtobufMessage.ofEnvelope(admin.get(path, PROTOBUF).body().bytes());
    }

    /** The events of a watch that ends by itself after a second. */
    List<Map<String, Object>> watch(String path) {
        return events(admin.get(path + "&watch=true&timeoutSeconds=1").body().text());
    }

    static List<Map<String, Object>> events(String lines) {
        return lines.lines()
                .map(line -> JsonTree.parse(line.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    /** The frames of a watch in protobuf. */
    static List<ProtobufMessage> frames(byte[] body) {
        List<ProtobufMessage> frames = new ArrayList<>();
        ByteBuffer rest = ByteBuffer.wrap(body);
        while (rest.remaining() >= Integer.BYTES) {
            int length = rest.getInt();
            int start = rest.position();
            frames.add(ProtobufMessage.parse(Arrays.copyOfRange(body, start, start + length)));
            rest.position(start + length);
        }
        return frames;
    }

    ClusterClient.Answer post(ClusterClient client, String path, String json) {
        return post(client, path, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    ClusterClient.Answer post(ClusterClient client, String path, String type, byte[] body) {
        HttpHeaders headers =
                new DefaultHttpHeaders()
                        .set(HttpHeaderNames.CONTENT_TYPE, type)
                        .set(HttpHeaderNames.ACCEPT, type);
        return ClusterClient.join(client.send(HttpMethod.POST, path, headers, body));
    }

    /** The status of the answer to a PUT. */
    int put(String path, String json) {
        return ClusterClient.join(
                        admin.send(
                                HttpMethod.PUT,
                                path,
                                new DefaultHttpHeaders(),
                                json.getBytes(StandardCharsets.UTF_8)))
                .status();
    }

    static String name(Map<String, Object> object) {
        return JsonTree.text(JsonTree.child(object, "metadata"), "name");
    }

    static String version(Map<String, Object> object) {
        return JsonTree.text(JsonTree.child(object, "metadata"), "resourceVersion");
    }

    @Override
    public void close() {
        admin.close();
        cluster.close();
    }
}
