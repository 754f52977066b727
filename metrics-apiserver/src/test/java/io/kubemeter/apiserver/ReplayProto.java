package io.kubemeter.apiserver;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Protobuf bodies, taken apart just far enough to sort containers and to find a twin. */
final class ReplayProto {
    private static final String ENVELOPE = "k8s\0";
    private static final int TYPE = 1;
    private static final int KIND = 2;
    private static final int RAW = 2;
    private static final int ITEMS = 2;
    private static final int CONTAINERS = 4;
    private static final int VERSIONS = 2;

    private ReplayProto() {}

    /**
     * One field of a message.
     *
     * @param tag number and wire type
     * @param value its number, or the length of its content
     * @param content what follows the length
     */
    private record Field(long tag, long value, String content) {
        int number() {
            return (int) (tag >> 3);
        }

        boolean isDelimited() {
            return (tag & 7) == 2;
        }

        Field with(String other) {
            return new Field(tag, other.length(), other);
        }
    }

    /** The body with the containers of each pod by name. */
    static String sorted(String body) {
        List<Field> unknown = parse(body.substring(ENVELOPE.length()));
        String kind = text(parse(text(unknown, TYPE)), KIND);
        String raw = text(unknown, RAW);
        String sorted =
                switch (kind) {
                    case "PodMetrics" -> sortedPod(raw);
                    case "PodMetricsList" -> {
                        List<Field> list = new ArrayList<>(parse(raw));
                        list.replaceAll(field ->
                                field.number() == ITEMS
                                        ? field.with(sortedPod(field.content))
                                        : field);
                        yield encode(list);
                    }
                    default -> encode(parse(raw));
                };
        return ENVELOPE + encode(with(unknown, RAW, 0, sorted));
    }

    /** A discovery document without the first version, which must be the second's twin. */
    static String withoutTwin(String body) {
        List<Field> unknown = parse(body.substring(ENVELOPE.length()));
        List<Field> list = parse(text(unknown, RAW));
        List<Field> group = new ArrayList<>(parse(text(list, ITEMS)));
        List<Field> versions = group.stream().filter(f -> f.number() == VERSIONS).toList();
        String twin = versions.get(0).content.replace("\12\2v1\22", "\12\7v1beta1\22");
        if (!twin.equals(versions.get(1).content)) {
            throw new IllegalArgumentException("no twin");
        }
        group.remove(versions.get(0));
        String raw = encode(with(list, ITEMS, 0, encode(group)));
        return ENVELOPE + encode(with(unknown, RAW, 0, raw));
    }

    private static String sortedPod(String pod) {
        List<Field> fields = new ArrayList<>(parse(pod));
        List<Field> containers =
                new ArrayList<>(fields.stream().filter(f -> f.number() == CONTAINERS).toList());
        containers.sort(Comparator.comparing(field -> field.content.substring(2)));
        fields.replaceAll(field -> field.number() == CONTAINERS ? containers.removeFirst() : field);
        return encode(fields);
    }

    private static List<Field> with(List<Field> message, int number, int nth, String content) {
        List<Field> changed = new ArrayList<>(message);
        int seen = 0;
        for (int i = 0; i < changed.size(); i++) {
            if (changed.get(i).number() == number && seen++ == nth) {
                changed.set(i, changed.get(i).with(content));
            }
        }
        return changed;
    }

    private static String text(List<Field> message, int number) {
        return message.stream()
                .filter(field -> field.number() == number)
                .map(Field::content)
                .findFirst()
                .orElse("");
    }

    /** All fields; refuses what would not be written like this again. */
    private static List<Field> parse(String message) {
        List<Field> fields = new ArrayList<>();
        int[] at = {0};
        while (at[0] < message.length()) {
            long tag = varint(message, at);
            long value = varint(message, at);
            Field field = new Field(tag, value, "");
            if (field.isDelimited()) {
                int end = Math.addExact(at[0], Math.toIntExact(value));
                field = new Field(tag, value, message.substring(at[0], end));
                at[0] = end;
            } else if ((tag & 7) != 0) {
                throw new IllegalArgumentException("wire type of tag " + tag);
            }
            fields.add(field);
        }
        if (!encode(fields).equals(message)) {
            throw new IllegalArgumentException("not written as we would");
        }
        return fields;
    }

    private static String encode(List<Field> fields) {
        StringBuilder out = new StringBuilder();
        for (Field field : fields) {
            varint(out, field.tag);
            varint(out, field.value);
            out.append(field.content);
        }
        return out.toString();
    }

    private static long varint(String message, int[] at) {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            char next = message.charAt(at[0]++);
            value |= (next & 0x7fL) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number without end");
    }

    private static void varint(StringBuilder out, long value) {
        long rest = value;
        while (rest > 0x7f) {
            out.append((char) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.append((char) rest);
    }
}
