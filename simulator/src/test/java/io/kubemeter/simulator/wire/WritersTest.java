package io.kubemeter.simulator.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One description, both encodings. */
final class WritersTest {
    private static void describe(ObjectWriter into) {
        into.begin(1, "metadata");
        into.text(1, "name", "käse <&>");
        into.text(2, "empty", "");
        into.integer(3, "zero", 0);
        into.shownInteger(4, "shown", 0);
        into.flag(5, "off", false);
        into.time(6, "at", 1_795_236_972_999L);
        into.map(7, "labels", Map.of("a", "b"));
        into.end();
        into.texts(2, "list", List.of("x", "y"));
        into.quantities(3, "requests", Map.of("cpu", "2"));
        into.beginList("items");
        into.beginItem(4);
        into.beginInline(1);
        into.text(1, "inline", "z".repeat(300));
        into.endInline();
        into.end();
        into.endList();
    }

    @Test
    void jsonLeavesOutWhatIsEmpty() {
        JsonWriter json = new JsonWriter();
        json.object();
        describe(json);
        json.end();
        assertThat(new String(json.toArray(), UTF_8))
                .isEqualTo(
                        "{\"metadata\":{\"name\":\"käse \\u003c\\u0026\\u003e\",\"shown\":0,"
                                + "\"at\":\"2026-11-21T04:56:12Z\",\"labels\":{\"a\":\"b\"}},"
                                + "\"list\":[\"x\",\"y\"],\"requests\":{\"cpu\":\"2\"},"
                                + "\"items\":[{\"inline\":\""
                                + "z".repeat(300)
                                + "\"}]}");
    }

    @Test
    void protobufWritesWhatIsEmptyAndLengthsBeforeMessages() {
        ProtobufWriter protobuf = new ProtobufWriter();
        describe(protobuf);
        ProtobufMessage read = ProtobufMessage.parse(protobuf.toArray());
        ProtobufMessage metadata = read.message(1);
        assertThat(metadata.text(1)).isEqualTo("käse <&>");
        assertThat(metadata.numbers()).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(metadata.message(6).integer(1)).isEqualTo(1_795_236_972L);
        assertThat(read.texts(2)).containsExactly("x", "y");
        assertThat(read.message(3).message(2).text(1)).isEqualTo("2");
        assertThat(read.message(4).message(1).text(1)).hasSize(300);
    }

    @Test
    void anEnvelopeOpenedByLengthIsTheSameAsOneThatIsClosed() {
        ProtobufWriter whole = new ProtobufWriter();
        whole.beginUnknown("v1", "List");
        whole.text(1, "", "body");
        whole.endUnknown();
        ProtobufWriter parts = new ProtobufWriter();
        parts.openUnknown("v1", "List", 6);
        parts.text(1, "", "body");
        parts.closeUnknown();
        assertThat(parts.toArray()).isEqualTo(whole.toArray());
        assertThat(ProtobufMessage.ofEnvelope(whole.toArray()).text(1)).isEqualTo("body");
    }
}
