package io.kubemeter.simulator.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** A decoded protobuf message, for request bodies: fields by number, nothing copied twice. */
public final class ProtobufMessage {
    private final List<Field> fields;

    private static final class Field {
        private final int number;
        private final long value;
        private final byte[] bytes;

        Field(int number, long value, byte[] bytes) {
            this.number = number;
            this.value = value;
            this.bytes = bytes;
        }
    }

    private ProtobufMessage(List<Field> fields) {
        this.fields = fields;
    }

    public static boolean isEnvelope(byte[] body) {
        return body.length >= ProtobufWriter.MAGIC.length
                && Arrays.equals(body, 0, 4, ProtobufWriter.MAGIC, 0, 4);
    }

    /** The raw object of {@code k8s\0} and an Unknown. */
    public static ProtobufMessage ofEnvelope(byte[] body) {
        byte[] unknown = Arrays.copyOfRange(body, ProtobufWriter.MAGIC.length, body.length);
        return parse(unknown).message(2);
    }

    /** Throws {@link IllegalArgumentException} on anything that is no message. */
    public static ProtobufMessage parse(byte[] bytes) {
        List<Field> fields = new ArrayList<>();
        Cursor cursor = new Cursor(bytes);
        while (cursor.at < bytes.length) {
            long key = cursor.varint();
            int number = (int) (key >>> 3);
            switch ((int) key & 7) {
                case 0 -> fields.add(new Field(number, cursor.varint(), new byte[0]));
                case 2 -> fields.add(new Field(number, 0, cursor.bytes()));
                default -> throw new IllegalArgumentException("wire type of field " + number);
            }
        }
        return new ProtobufMessage(fields);
    }

    /** The last text of that number, or an empty one. */
    public String text(int number) {
        String text = "";
        for (Field field : fields) {
            if (field.number == number) {
                text = new String(field.bytes, UTF_8);
            }
        }
        return text;
    }

    public List<String> texts(int number) {
        return fields.stream()
                .filter(field -> field.number == number)
                .map(field -> new String(field.bytes, UTF_8))
                .toList();
    }

    /** The bytes of the last field of that number; none where there is no such field. */
    public byte[] bytes(int number) {
        byte[] bytes = new byte[0];
        for (Field field : fields) {
            if (field.number == number) {
                bytes = field.bytes.clone();
            }
        }
        return bytes;
    }

    public long integer(int number) {
        long value = 0;
        for (Field field : fields) {
            if (field.number == number) {
                value = field.value;
            }
        }
        return value;
    }

    /** The numbers of all fields, each once. */
    public SortedSet<Integer> numbers() {
        SortedSet<Integer> numbers = new TreeSet<>();
        fields.forEach(field -> numbers.add(field.number));
        return numbers;
    }

    public boolean has(int number) {
        return fields.stream().anyMatch(field -> field.number == number);
    }

    /** The nested message of that number; an empty one where there is none. */
    public ProtobufMessage message(int number) {
        List<ProtobufMessage> all = messages(number);
        return all.isEmpty() ? new ProtobufMessage(List.of()) : all.getLast();
    }

    public List<ProtobufMessage> messages(int number) {
        return fields.stream()
                .filter(field -> field.number == number)
                .map(field -> parse(field.bytes))
                .toList();
    }

    private static final class Cursor {
        private final byte[] from;
        private int at;

        Cursor(byte[] from) {
            this.from = from;
        }

        long varint() {
            long value = 0;
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                if (at == from.length) {
                    throw new IllegalArgumentException("message ends in a number");
                }
                byte next = from[at++];
                value |= (next & 0x7FL) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw new IllegalArgumentException("number of more than 64 bits");
        }

        byte[] bytes() {
            long length = varint();
            if (length < 0 || length > from.length - at) {
                throw new IllegalArgumentException("message ends in a field");
            }
            byte[] bytes = Arrays.copyOfRange(from, at, at + (int) length);
            at += (int) length;
            return bytes;
        }
    }
}
