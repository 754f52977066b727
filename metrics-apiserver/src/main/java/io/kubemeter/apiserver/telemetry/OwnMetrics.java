package io.kubemeter.apiserver.telemetry;

import io.kubemeter.telemetry.Telemetry;
import io.kubemeter.telemetry.TelemetryBinder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What we tell Prometheus about ourselves: one registry, one answer.
 *
 * <p>The registry is made at the first scrape: a start that nobody watches does not pay for it.
 */
public final class OwnMetrics {
    private static final int FIRST_BYTES = 1 << 16;

    /** An exposition. */
    public static final class Exposition {
        private final String contentType;
        private final byte[] text;
        private final boolean compressed;

        private Exposition(String contentType, byte[] text, boolean compressed) {
            this.contentType = contentType;
            this.text = text;
            this.compressed = compressed;
        }

        private Exposition gzipped() {
            ByteArrayOutputStream into = new ByteArrayOutputStream(text.length / 4);
            try (GZIPOutputStream out = new GZIPOutputStream(into)) {
                out.write(text);
            } catch (IOException e) {
                throw new UncheckedIOException("an array takes everything", e);
            }
            return new Exposition(contentType, into.toByteArray(), true);
        }

        /** Whether the families are compressed by gzip. */
        public boolean compressed() {
            return compressed;
        }

        /** As the format demands it. */
        public String contentType() {
            return contentType;
        }

        /** The families; whoever asks owns the array. */
        public byte[] text() {
            return text;
        }
    }

    /**
     * Points in the store, for the family that upstream has about them.
     *
     * @param nodes how many nodes have a pair
     * @param containers how many containers have a pair
     */
    public record Points(LongSupplier nodes, LongSupplier containers) {}

    private final Telemetry telemetry;
    private final Points points;
    private final List<Reading> readings;
    private final MultiCollector nodes;
    private final String version;
    private volatile @Nullable PrometheusMeterRegistry registry;

    /**
     * Nothing is made yet.
     *
     * @param nodes tells of nodes
     * @param version which Kubemeter this is
     */
    public OwnMetrics(
            Telemetry telemetry,
            Points points,
            List<Reading> readings,
            MultiCollector nodes,
            String version) {
        this.telemetry = telemetry;
        this.points = points;
        this.readings = List.copyOf(readings);
        this.nodes = nodes;
        this.version = version;
    }

    /**
     * All families, as OpenMetrics if {@code accept} prefers it, else in the text format.
     *
     * @param acceptEncoding whether they may be compressed
     */
    public Exposition expose(@Nullable String accept, @Nullable String acceptEncoding) {
        ExpositionFormat format = ExpositionFormat.wanted(accept);
        ByteArrayOutputStream into = new ByteArrayOutputStream(FIRST_BYTES);
        try {
            registry().scrape(into, format.contentType());
        } catch (IOException e) {
            throw new UncheckedIOException("an array takes everything", e);
        }
        byte[] text = into.toByteArray();
        Exposition plain =
                new Exposition(
                        format.contentType(),
                        Arrays.copyOf(text, WholeBounds.shorten(text)),
                        false);
        return ExpositionCoding.isGzip(acceptEncoding) ? plain.gzipped() : plain;
    }

    private PrometheusMeterRegistry registry() {
        PrometheusMeterRegistry made = registry;
        return made == null ? makeRegistry() : made;
    }

    private synchronized PrometheusMeterRegistry makeRegistry() {
        PrometheusMeterRegistry made = registry;
        if (made == null) {
            made = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            new TelemetryBinder(telemetry, points.nodes(), points.containers()).bindTo(made);
            PrometheusRegistry model = made.getPrometheusRegistry();
            model.register(new HistogramCollector(telemetry));
            model.register(nodes);
            model.register(new RequestCollector(telemetry.requests()));
            model.register(new CallerCollector(telemetry.requests()));
            model.register(new ProcessCollector(ProcessFiles.own()));
            model.register(new ReadingCollector(readings, version));
            registry = made;
        }
        return made;
    }
}
