package io.kubemeter.apiserver.api;

import static io.kubemeter.apiserver.json.JsonWriter.constant;

import io.kubemeter.apiserver.json.JsonWriter;
import io.kubemeter.model.ExtraUsage;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A list or Table in JSON, written row by row while it is sent.
 *
 * <p><b>Owner:</b> the event loop that sends it.
 */
final class ListJson implements BodySource {
    /**
     * What stands around the rows.
     *
     * @param before what comes before the first row
     * @param after what comes after the last
     * @param empty the whole text where there is no row
     */
    record Frame(String before, String after, String empty) {
        /** Items of a kind. */
        static Frame items(String apiVersion, String kind, String none) {
            String start = MetricsJson.typed(apiVersion, kind) + "{},\"items\":";
            return new Frame(start + "[", "]}\n", start + none + "}\n");
        }

        /** A Table with its columns, sorted by key but for the name and the window. */
        static Frame table(String metaVersion, Set<ExtraUsage> extras) {
            String start = MetricsJson.typed("meta.k8s.io/" + metaVersion, "Table") + "{},";
            return new Frame(
                    start + "\"columnDefinitions\":[" + columns(extras) + "],\"rows\":[",
                    "]}\n",
                    start + "\"columnDefinitions\":null,\"rows\":null}\n");
        }
    }

    /** A row is rarely longer, so that the buffer need not grow for the last one. */
    private static final int ROOM_FOR_ROW = 2048;

    private final RowSource rows;
    private final RowJson form;
    private final Frame frame;
    private final MetricsRow row = new MetricsRow();
    private final JsonWriter writer = new JsonWriter();
    private boolean begun;

    ListJson(RowSource rows, RowJson form, Frame frame) {
        this.rows = rows;
        this.form = form;
        this.frame = frame;
    }

    @Override
    public boolean fill(ByteBuf into) {
        int room = Math.max(into.writableBytes() - ROOM_FOR_ROW, 1);
        writer.open(into);
        boolean more = fill(writer.written() + room);
        writer.close();
        return more;
    }

    private boolean fill(int full) {
        while (writer.written() < full) {
            if (!rows.next(row)) {
                writer.raw(constant(begun ? frame.after : frame.empty));
                return false;
            }
            if (begun) {
                writer.raw(',');
            } else {
                writer.raw(constant(frame.before));
                begun = true;
            }
            form.write(row, writer);
        }
        return true;
    }

    @Override
    public void close() {}

    private static String columns(Set<ExtraUsage> extras) {
        TreeSet<String> keys = new TreeSet<>(List.of("cpu", "memory"));
        extras.forEach(extra -> keys.add(extra.key()));
        StringBuilder columns = new StringBuilder(column("Name", "name", "Name of the resource"));
        keys.forEach(key -> columns.append(',').append(column(key, "quantity", "")));
        return columns.append(',').append(column("Window", "duration", "")).toString();
    }

    private static String column(String name, String format, String description) {
        return "{\"name\":\""
                + name
                + "\",\"type\":\"string\",\"format\":\""
                + format
                + "\",\"description\":\""
                + description
                + "\",\"priority\":0}";
    }
}
