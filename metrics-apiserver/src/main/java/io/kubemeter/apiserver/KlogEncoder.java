package io.kubemeter.apiserver;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.slf4j.event.KeyValuePair;

/**
 * Writes a log line as klog does: {@code E1120 21:40:00.123456 1 Scraper] "Failed to scrape node"
 * err="…" node="…"}, so that runbooks that grep metrics-server's log go on working.
 *
 * <p><b>Owner:</b> construction only; it keeps no state between lines.
 */
final class KlogEncoder extends EncoderBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("MMdd HH:mm:ss.SSSSSS", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final long PID = ProcessHandle.current().pid();

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
        StringBuilder line = new StringBuilder(160);
        line.append(letter(event.getLevel()));
        Instant time = event.getInstant();
        TIME.formatTo(time == null ? Instant.ofEpochMilli(event.getTimeStamp()) : time, line);
        line.append(' ').append(padded(PID)).append(' ').append(caller(event)).append("] ");
        quote(line, event.getFormattedMessage());
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                line.append(' ').append(pair.key).append('=');
                value(line, pair.value);
            }
        }
        if (event.getThrowableProxy() != null) {
            line.append(" err=");
            quote(line, text(event.getThrowableProxy()));
        }
        return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The simple name of the class that logs. */
    static String caller(ILoggingEvent event) {
        String name = event.getLoggerName();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** An exception in one line: its class when it has no message of its own, and its causes. */
    static String text(IThrowableProxy thrown) {
        StringBuilder text = new StringBuilder();
        for (IThrowableProxy t = thrown; t != null; t = t.getCause()) {
            text.append(text.isEmpty() ? "" : ": ");
            String name = t.getClassName();
            text.append(name.substring(name.lastIndexOf('.') + 1));
            text.append(t.getMessage() == null ? "" : ": " + t.getMessage());
        }
        return text.toString();
    }

    private static char letter(Level level) {
        if (level.isGreaterOrEqual(Level.ERROR)) {
            return 'E';
        }
        return level.isGreaterOrEqual(Level.WARN) ? 'W' : 'I';
    }

    private static String padded(long pid) {
        String digits = Long.toString(pid);
        return " ".repeat(Math.max(0, 7 - digits.length())) + digits;
    }

    private static void value(StringBuilder line, Object value) {
        if (value instanceof Number || value instanceof Boolean) {
            line.append(value);
        } else {
            quote(line, String.valueOf(value));
        }
    }

    /** Quotes {@code text} so that a log line stays one line, whatever a peer has sent. */
    static void quote(StringBuilder line, String text) {
        line.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> line.append("\\\"");
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (c < ' ' || c == 0x7f) {
                        line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        line.append(c);
                    }
                }
            }
        }
        line.append('"');
    }
}
