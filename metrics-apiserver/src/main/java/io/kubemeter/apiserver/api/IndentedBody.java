package io.kubemeter.apiserver.api;

import io.kubemeter.apiserver.json.JsonIndent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A JSON body, indented while it is sent.
 *
 * <p><b>Owner:</b> the event loop that sends it.
 */
final class IndentedBody implements BodySource {
    private static final int PIECE = 8 * 1024;

    private final BodySource compact;
    private final JsonIndent indent = new JsonIndent();
    private final ByteBuf piece = Unpooled.buffer(PIECE);

    IndentedBody(BodySource compact) {
        this.compact = compact;
    }

    @Override
    public boolean fill(ByteBuf into) {
        boolean more = compact.fill(piece);
        indent.indent(piece, into);
        piece.clear();
        return more;
    }

    @Override
    public void close() {
        compact.close();
    }
}
