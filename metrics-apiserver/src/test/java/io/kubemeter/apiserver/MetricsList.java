package io.kubemeter.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import io.kubemeter.simulator.world.ServedPod;
import io.kubemeter.simulator.world.ServedUsage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A list of nodes or pods as its reader understands it, whichever form it came in. Without the
 * items' creation times, which are those of the request.
 *
 * @param items in the order in which they came
 */
record MetricsList(String apiVersion, String kind, List<Item> items) {
    private static final int MAGIC = 4;
    private static final String NODE = "";

    /**
     * One node or pod.
     *
     * @param usage by container, in the order in which they came; a node's has no name
     */
    record Item(
            String namespace,
            String name,
            Map<String, String> labels,
            long second,
            long windowNanos,
            List<Usage> usage) {
        ServedPod pod() {
            long windowMillis = TimeUnit.NANOSECONDS.toMillis(windowNanos);
            return new ServedPod(second, windowMillis, usage.stream().map(Usage::served).toList());
        }
    }

    /** What one container or a node uses, as the texts of quantities. */
    record Usage(String container, Map<String, String> quantities) {
        ServedUsage served() {
            return new ServedUsage(
                    container,
                    ServiceFixture.quantity(quantities.getOrDefault("cpu", ""))
                            .movePointRight(9)
                            .longValueExact(),
                    ServiceFixture.quantity(quantities.getOrDefault("memory", ""))
                            .longValueExact());
        }
    }

    static MetricsList ofJson(JsonNode list) {
        List<Item> items = new ArrayList<>();
        for (JsonNode item : list.path("items")) {
            List<Usage> usage = new ArrayList<>();
            if (item.has("usage")) {
                usage.add(new Usage(NODE, texts(item.path("usage"))));
            }
            for (JsonNode container : item.path("containers")) {
                usage.add(
                        new Usage(container.path("name").asText(), texts(container.path("usage"))));
            }
            items.add(
                    new Item(
                            item.at("/metadata/namespace").asText(),
                            item.at("/metadata/name").asText(),
                            texts(item.at("/metadata/labels")),
                            Instant.parse(item.path("timestamp").asText()).getEpochSecond(),
                            TimeUnit.MILLISECONDS.toNanos(ServiceFixture.windowMillis(item)),
                            usage));
        }
        return new MetricsList(list.path("apiVersion").asText(), list.path("kind").asText(), items);
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new TreeMap<>();
        object.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    /** Reads the envelope that Kubernetes puts around protobuf, and what is in it. */
    static MetricsList ofProtobuf(byte[] bytes) {
        ByteString all = ByteString.copyFrom(bytes);
        if (!all.substring(0, MAGIC).equals(ByteString.copyFrom(new byte[] {'k', '8', 's', 0}))) {
            throw new AssertionError("not Kubernetes' protobuf");
        }
        Fields envelope = new Fields(all.substring(MAGIC));
        Fields type = envelope.message(1);
        List<Item> items = envelope.message(2).messages(2).stream().map(MetricsList::item).toList();
        return new MetricsList(type.text(1), type.text(2), items);
    }

    private static Item item(Fields item) {
        Fields metadata = item.message(1);
        String namespace = metadata.text(3);
        Map<String, String> labels = new TreeMap<>();
        metadata.messages(11).forEach(label -> labels.put(label.text(1), label.text(2)));
        List<Usage> usage =
                namespace.isEmpty()
                        ? List.of(new Usage(NODE, quantities(item.messages(4))))
                        : item.messages(4).stream()
                                .map(it -> new Usage(it.text(1), quantities(it.messages(2))))
                                .toList();
        return new Item(
                namespace,
                metadata.text(1),
                labels,
                item.message(2).number(1),
                item.message(3).number(1),
                usage);
    }

    private static Map<String, String> quantities(List<Fields> entries) {
        Map<String, String> quantities = new TreeMap<>();
        entries.forEach(entry -> quantities.put(entry.text(1), entry.message(2).text(1)));
        return quantities;
    }

    /** The fields of one message, read by protobuf's own library. */
    private static final class Fields {
        private final Map<Integer, List<ByteString>> delimited = new TreeMap<>();
        private final Map<Integer, Long> numbers = new TreeMap<>();

        Fields(ByteString message) {
            try {
                CodedInputStream in = message.newCodedInput();
                for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                    int field = tag >>> 3;
                    switch (tag & 7) {
                        case 0 -> numbers.put(field, in.readInt64());
                        case 2 ->
                                delimited
                                        .computeIfAbsent(field, _ -> new ArrayList<>())
                                        .add(in.readBytes());
                        default -> throw new AssertionError("field " + field + ": " + tag);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String text(int field) {
            List<ByteString> values = delimited.getOrDefault(field, List.of());
            return values.isEmpty() ? "" : values.getLast().toStringUtf8();
        }

        long number(int field) {
            return numbers.getOrDefault(field, 0L);
        }

        Fields message(int field) {
            return new Fields(delimited.getOrDefault(field, List.of(ByteString.EMPTY)).getLast());
        }

        List<Fields> messages(int field) {
            return delimited.getOrDefault(field, List.of()).stream().map(Fields::new).toList();
        }
    }
}
