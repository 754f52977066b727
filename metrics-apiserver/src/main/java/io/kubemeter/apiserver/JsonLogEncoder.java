package io.kubemeter.apiserver;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import org.slf4j.event.KeyValuePair;

/**
 * Writes a log line as one JSON object with the keys that Kubernetes components use: {@code ts} in
 * milliseconds since the epoch, {@code caller}, {@code msg} and {@code v}, then the line's own
 * keys.
 *
 * <p><b>Owner:</b> construction only; it keeps no state between lines.
 */
final class JsonLogEncoder extends EncoderBase<ILoggingEvent> {
    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(200);
        line.append("{\"ts\":").append(event.getTimeStamp()).append(",\"caller\":");
        KlogEncoder.quote(line, KlogEncoder.caller(event));
        line.append(",\"msg\":");
        KlogEncoder.quote(line, event.getFormattedMessage());
        if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
            String level = event.getLevel().isGreaterOrEqual(Level.ERROR) ? "error" : "warning";
            line.append(",\"level\":\"").append(level).append('"');
        } else {
            line.append(",\"v\":").append(event.getLevel().isGreaterOrEqual(Level.INFO) ? 0 : 4);
        }
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                append(line, pair.key, pair.value);
            }
        }
        if (event.getThrowableProxy() != null) {
            append(line, "err", KlogEncoder.text(event.getThrowableProxy()));
        }
        return line.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void append(StringBuilder line, String key, Object value) {
        line.append(',');
        KlogEncoder.quote(line, key);
        line.append(':');
        if (value instanceof Number || value instanceof Boolean) {
            line.append(value);
        } else {
            KlogEncoder.quote(line, String.valueOf(value));
        }
    }
}
