package io.kubemeter.simulator.kube;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kubemeter.simulator.http.Exchange;
import io.kubemeter.simulator.http.RequestTarget;
import io.kubemeter.simulator.wire.JsonWriter;
import io.kubemeter.simulator.wire.ProtobufWriter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.concurrent.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Answers get, list and watch for the objects of one store. */
final class ResourceHandler<T> {
    private final ObjectStore<T> store;
    private final InstantSource clock;
    private final long bookmarkMillis;

    ResourceHandler(ObjectStore<T> store, InstantSource clock, long bookmarkMillis) {
        this.store = store;
        this.clock = clock;
        this.bookmarkMillis = bookmarkMillis;
    }

    ObjectStore<T> store() {
        return store;
    }

    void handle(Exchange exchange, RequestRoute route) {
        Format format = Format.negotiate(exchange.headers().getAll(HttpHeaderNames.ACCEPT));
        if (format == null) {
            Answers.failure(exchange, Failure.notAcceptable());
            return;
        }
        try {
            switch (route.verb()) {
                case "get" -> get(exchange, route, format);
                case "list" -> list(exchange, route, format);
                case "watch" -> watch(exchange, route, format);
                default -> Answers.failure(exchange, Failure.methodNotAllowed());
            }
        } catch (IllegalArgumentException e) {
            Answers.failure(exchange, Failure.badRequest(String.valueOf(e.getMessage())));
        }
    }

    private void get(Exchange exchange, RequestRoute route, Format format) {
        Stored<T> stored = store.find(route.resource().namespace(), route.resource().name());
        if (stored == null) {
            Answers.failure(exchange, Failure.notFound(route.resource()));
            return;
        }
        Renderer<T> renderer = renderer(exchange.target(), format);
        byte[] body;
        if (format.protobuf()) {
            ProtobufWriter protobuf = new ProtobufWriter();
            renderer.protobuf(stored, protobuf);
            body = protobuf.toArray();
        } else {
            JsonWriter json = new JsonWriter();
            renderer.json(stored, json);
            json.raw("\n");
            body = json.toArray();
        }
        exchange.respond(200, Answers.headers(exchange, format.contentType()), body);
    }

    private Renderer<T> renderer(RequestTarget target, Format format) {
        boolean rowObjects = !"None".equals(target.parameter("includeObject"));
        return new Renderer<>(store.shape(), format.as(), rowObjects, clock.millis());
    }

    private Predicate<T> filter(RequestTarget target, RequestRoute route) {
        LabelSelector labels = LabelSelector.parse(target.parameter("labelSelector"));
        FieldSelector fields = FieldSelector.parse(target.parameter("fieldSelector"));
        String namespace = route.resource().namespace();
        Shape<T> shape = store.shape();
        return object ->
                (namespace.isEmpty() || shape.namespace(object).equals(namespace))
                        && labels.matches(shape.labels(object))
                        && fields.matches(shape, object);
    }

    private void list(Exchange exchange, RequestRoute route, Format format) {
        RequestTarget target = exchange.target();
        ObjectStore.Contents<T> contents = store.contents();
        long wanted = number(target.parameter("resourceVersion"));
        if (wanted > contents.version()) {
            Answers.failure(exchange, tooLarge(wanted, contents.version()));
            return;
        }
        Position from = Position.parse(target.parameter("continue"));
        if (from != null && store.sequenceAfter(from.version()) < 0) {
            Answers.failure(
                    exchange,
                    Failure.expired(
                            "The provided continue parameter is too old to display a consistent"
                                    + " list result."));
            return;
        }
        Page<T> page = page(contents, filter(target, route), from, limit(target));
        Renderer<T> renderer = renderer(target, format);
        exchange.stream(
                200,
                Answers.headers(exchange, format.contentType()),
                new ListBody<>(page.items(), renderer, page.meta(), format.protobuf()));
    }

    /** A list from the cache ignores the limit, as the real one does. */
    private static long limit(RequestTarget target) {
        boolean fromCache = "0".equals(target.parameter("resourceVersion"));
        long limit = number(target.parameter("limit"));
        return fromCache || limit == 0 ? Long.MAX_VALUE : limit;
    }

    private record Page<T>(List<Stored<T>> items, ListMeta meta) {}

    /** Where a list that was cut goes on: after a key, at a version. */
    private record Position(String key, long version) {
        static @Nullable Position parse(@Nullable String token) {
            if (token == null || token.isEmpty()) {
                return null;
            }
            String text = new String(Base64.getUrlDecoder().decode(token), UTF_8);
            int colon = text.indexOf(':');
            return new Position(
                    text.substring(colon + 1), Long.parseLong(text.substring(0, colon)));
        }

        String token() {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString((version + ":" + key).getBytes(UTF_8));
        }
    }

    private Page<T> page(
            ObjectStore.Contents<T> contents,
            Predicate<T> filter,
            @Nullable Position from,
            long limit) {
        List<Stored<T>> items = new ArrayList<>();
        long remaining = 0;
        for (Stored<T> stored : contents.objects()) {
            boolean before =
                    from != null && store.shape().key(stored.object()).compareTo(from.key()) <= 0;
            if (before || !filter.test(stored.object())) {
                continue;
            }
            if (items.size() < limit) {
                items.add(stored);
            } else {
                remaining++;
            }
        }
        long version = from == null ? contents.version() : from.version();
        String next =
                remaining == 0
                        ? ""
                        : new Position(store.shape().key(items.getLast().object()), version)
                                .token();
        return new Page<>(items, new ListMeta(Long.toString(version), next, remaining));
    }

    private void watch(Exchange exchange, RequestRoute route, Format format) {
        RequestTarget target = exchange.target();
        WatchOptions options = WatchOptions.of(target);
        EventEncoder<T> encoder = EventEncoder.of(renderer(target, format), format.protobuf());
        WatchBody<T> body = new WatchBody<>(store, filter(target, route), encoder, options);
        Future<?> bookmarks =
                exchange.loop()
                        .scheduleAtFixedRate(
                                () -> {
                                    body.bookmark();
                                    exchange.wake();
                                },
                                bookmarkMillis,
                                bookmarkMillis,
                                TimeUnit.MILLISECONDS);
        Future<?> timeout =
                exchange.loop()
                        .schedule(
                                () -> {
                                    body.end();
                                    exchange.wake();
                                },
                                options.timeoutSeconds(),
                                TimeUnit.SECONDS);
        body.whenClosed(() -> {
            bookmarks.cancel(false);
            timeout.cancel(false);
        });
        exchange.stream(200, Answers.headers(exchange, format.watchContentType()), body);
    }

    private static Failure tooLarge(long wanted, long now) {
        return Failure.of(
                504,
                "Timeout",
                "Timeout: Too large resource version: " + wanted + ", current: " + now);
    }

    private static long number(@Nullable String text) {
        return text == null || text.isEmpty() ? 0 : Long.parseLong(text);
    }
}
