package io.kubemeter.apiserver.api;

import io.kubemeter.apiserver.json.YamlText;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * A JSON body turned into YAML. YAML sorts its keys, so the whole text is read first; it is the
 * form for people.
 *
 * <p><b>Owner:</b> the event loop that sends it.
 */
final class YamlBody implements BodySource {
    private static final int PIECE = 8 * 1024;

    private final BodySource json;

    YamlBody(BodySource json) {
        this.json = json;
    }

    @Override
    public boolean fill(ByteBuf into) {
        ByteBuf whole = Unpooled.buffer(PIECE);
        boolean more;
        do {
            more = json.fill(whole);
        } while (more);
        into.writeBytes(YamlText.of(whole.toString(StandardCharsets.UTF_8)));
        return false;
    }

    @Override
    public void close() {
        json.close();
    }
}
