package io.kubemeter.simulator.aggregator;

import io.kubemeter.simulator.http.ClientStream;
import io.kubemeter.simulator.http.ResponseListener;
import io.kubemeter.simulator.kube.ApiService;
import io.kubemeter.simulator.wire.JsonTree;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Fetches what a server says of itself in aggregated discovery.
 *
 * <p><b>Owner:</b> the aggregator's event loop.
 */
final class DiscoveryFetch implements ResponseListener {
    private static final int MOST_BYTES = 1 << 20;

    private final ApiService api;
    private final Consumer<String> whenFound;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private @Nullable ClientStream stream;
    private boolean good;

    private DiscoveryFetch(ApiService api, Consumer<String> whenFound) {
        this.api = api;
        this.whenFound = whenFound;
    }

    /** Gives the resources of the APIService's version, as JSON, to {@code whenFound}. */
    static void start(Upstream.Open way, ApiService api, Consumer<String> whenFound) {
        DiscoveryFetch fetch = new DiscoveryFetch(api, whenFound);
        way.client()
                .send(Passing.discovery(way.authority()), fetch, opened -> fetch.stream = opened);
    }

    @Override
    public void head(int status, HttpHeaders headers) {
        good = status == 200;
        ClientStream from = stream;
        if (from != null) {
            from.pull();
        }
    }

    @Override
    public void consumePart(ByteBuf part, boolean last) {
        byte[] bytes = new byte[part.readableBytes()];
        part.readBytes(bytes);
        part.release();
        good = good && body.size() + bytes.length <= MOST_BYTES;
        if (good) {
            body.writeBytes(bytes);
        }
        ClientStream from = stream;
        if (!last && from != null) {
            from.pull();
        } else if (last && good) {
            found();
        }
    }

    private void found() {
        try {
            for (Map<String, Object> group :
                    JsonTree.children(JsonTree.parse(body.toByteArray()), "items")) {
                if (JsonTree.text(JsonTree.child(group, "metadata"), "name").equals(api.group())) {
                    version(group);
                }
            }
        } catch (IllegalArgumentException _) {
            // Not what was asked for: the version stays as it was known.
        }
    }

    private void version(Map<String, Object> group) {
        for (Map<String, Object> version : JsonTree.children(group, "versions")) {
            if (JsonTree.text(version, "version").equals(api.version())) {
                whenFound.accept(JsonTree.write(JsonTree.children(version, "resources")));
            }
        }
    }

    @Override
    public void failed(Throwable cause) {
        // The next look asks again.
    }
}
