package io.kubemeter.apiserver.json;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * Indents JSON text by two spaces per level, piece by piece, as Go does. A line break at the end of
 * the text is dropped.
 *
 * <p><b>Owner:</b> the thread that made it; it remembers where in the text it is.
 */
public final class JsonIndent {
    private static final int SPACES = 2;

    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean opened;

    /** The whole text, indented. */
    public static byte[] of(String json) {
        ByteBuf from = Unpooled.wrappedBuffer(json.getBytes(StandardCharsets.UTF_8));
        ByteBuf into = Unpooled.buffer(json.length() * 2);
        new JsonIndent().indent(from, into);
        byte[] bytes = new byte[into.readableBytes()];
        into.readBytes(bytes);
        return bytes;
    }

    /** Appends the next piece of the text, which is read to its end. */
    public void indent(ByteBuf from, ByteBuf into) {
        while (from.isReadable()) {
            byte c = from.readByte();
            if (inString) {
                into.writeByte(c);
                inString = escaped || c != '"';
                escaped = !escaped && c == '\\';
            } else {
                structure(c, into);
            }
        }
    }

    private void structure(byte c, ByteBuf into) {
        boolean closes = c == '}' || c == ']';
        if (c == '\n') {
            return;
        }
        if (closes) {
            depth--;
        }
        // Nothing stands in "{}" and "[]"; otherwise a break follows the opening and precedes the
        // end.
        if (opened != closes) {
            newLine(into);
        }
        opened = c == '{' || c == '[';
        if (opened) {
            depth++;
        }
        into.writeByte(c);
        if (c == ',') {
            newLine(into);
        } else if (c == ':') {
            into.writeByte(' ');
        }
        inString = c == '"';
    }

    private void newLine(ByteBuf into) {
        into.writeByte('\n');
        for (int i = 0; i < depth * SPACES; i++) {
            into.writeByte(' ');
        }
    }
}
