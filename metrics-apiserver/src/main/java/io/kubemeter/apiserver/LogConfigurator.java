package io.kubemeter.apiserver;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.LoggerFactory;

/**
 * Sends every log line to stderr, in klog's layout unless JSON is asked for.
 *
 * <p>Logback finds this class as its configurator, so no file is searched for or parsed at start;
 * {@link #apply} changes layout and verbosity once the flags are known.
 */
public final class LogConfigurator extends ContextAwareBase implements Configurator {
    /** How the lines look. */
    enum Format {
        TEXT,
        JSON
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        install(context, Format.TEXT, 0);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /**
     * Uses {@code format} and logs as much as {@code verbosity} says, as klog's {@code -v} does.
     */
    static void apply(Format format, int verbosity) {
        install((LoggerContext) LoggerFactory.getILoggerFactory(), format, verbosity);
    }

    private static void install(LoggerContext context, Format format, int verbosity) {
        context.reset();
        Encoder<ILoggingEvent> encoder =
                format == Format.JSON ? new JsonLogEncoder() : new KlogEncoder();
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        root.setLevel(Level.WARN);
        context.getLogger("io.kubemeter").setLevel(level(verbosity));
        context.setPackagingDataEnabled(false);
    }

    private static Level level(int verbosity) {
        if (verbosity >= 6) {
            return Level.TRACE;
        }
        return verbosity >= 2 ? Level.DEBUG : Level.INFO;
    }
}
