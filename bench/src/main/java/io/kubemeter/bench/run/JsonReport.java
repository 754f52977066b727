package io.kubemeter.bench.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.kubemeter.bench.run.Settings.Load;
import io.kubemeter.bench.run.Settings.Shape;
import io.kubemeter.bench.run.Settings.Window;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes a report as one JSON object, for scripts. */
final class JsonReport {
    private static final double MILLIS = 1e6;

    private final JsonGenerator json;

    private JsonReport(JsonGenerator json) {
        this.json = json;
    }

    static String of(Report report) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.useDefaultPrettyPrinter();
            new JsonReport(json).write(report);
        }
        return text.toString();
    }

    private void write(Report report) throws IOException {
        json.writeStartObject();
        json.writeStringField("server", report.server());
        steady(report.steady());
        startup(report.startup());
        churn(report.churn());
        afterLoad(report.afterLoad());
        json.writeFieldName("list_ms");
        lists(report.load());
        machine(report.machine());
        settings(report.settings(), report.inventory());
        json.writeEndObject();
    }

    private void steady(@Nullable SteadyWindow steady) throws IOException {
        if (steady == null) {
            json.writeNullField("cpu_seconds_per_million");
            json.writeNullField("rss_bytes");
            json.writeNullField("anon_bytes");
            return;
        }
        number("cpu_seconds_per_million", steady.cpuSecondsPerMillion(), 3);
        number("cpu_seconds", steady.cpuSeconds(), 2);
        number("window_seconds", steady.seconds(), 2);
        number("container_samples", steady.samples(), 0);
        json.writeNumberField("scrapes", steady.scrapes());
        number("cpu_micros_per_scrape", steady.cpuMicrosPerScrape(), 1);
        number("bench_cpu_seconds", steady.benchCpuSeconds(), 2);
        json.writeNumberField("rss_bytes", steady.end().rssBytes());
        json.writeNumberField("anon_bytes", steady.end().anonBytes());
        json.writeNumberField("threads", steady.end().threads());
    }

    private void startup(Startup.@Nullable Times times) throws IOException {
        if (times == null) {
            json.writeNullField("ready_seconds");
            json.writeNullField("first_numbers_seconds");
            return;
        }
        number("ready_seconds", times.readySeconds(), 2);
        number("first_numbers_seconds", times.firstNumbersSeconds(), 2);
        number("all_nodes_seconds", times.allNodesSeconds(), 2);
        number("start_cpu_seconds", times.cpuSeconds(), 2);
    }

    private void churn(@Nullable Churn churn) throws IOException {
        if (churn == null) {
            return;
        }
        json.writeObjectFieldStart("churn");
        number("pods_per_second", churn.rate(), 1);
        number("cores", churn.cores(), 3);
        number("known_p50_ms", churn.followed().at(0.5) / MILLIS, 3);
        number("known_p99_ms", churn.followed().at(0.99) / MILLIS, 3);
        number("known_max_ms", churn.followed().max() / MILLIS, 3);
        json.writeNumberField("asked_after", churn.followed().count());
        json.writeNumberField("lost", churn.lost());
        json.writeEndObject();
    }

    private void afterLoad(ProcessProbe.@Nullable Reading after) throws IOException {
        if (after != null) {
            json.writeNumberField("rss_bytes_after_load", after.rssBytes());
            json.writeNumberField("anon_bytes_after_load", after.anonBytes());
            json.writeNumberField("peak_rss_bytes", after.peakRssBytes());
        }
    }

    /** The figures of the first rate of the label list at the top, those of all below it. */
    private void lists(List<LoadResult> load) throws IOException {
        json.writeStartObject();
        for (LoadResult result : load) {
            if (result.rate() > 0 && result.workload().ask().path().contains("labelSelector")) {
                latencies(result);
                break;
            }
        }
        json.writeArrayFieldStart("workloads");
        for (LoadResult result : load) {
            json.writeStartObject();
            json.writeStringField("workload", result.workload().name());
            json.writeStringField("format", result.workload().format());
            latencies(result);
            number("first_byte_p50", result.firstByte().at(0.5) / MILLIS, 3);
            number("first_byte_p99", result.firstByte().at(0.99) / MILLIS, 3);
            json.writeNumberField(
                    "requests", result.latency().count() + result.misses().unanswered());
            json.writeNumberField("wrong", result.misses().wrong());
            json.writeNumberField("unanswered", result.misses().unanswered());
            json.writeNumberField("bytes_each", result.bytesEach());
            number("server_cpu_seconds", result.serverCpuSeconds(), 2);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void latencies(LoadResult result) throws IOException {
        json.writeNumberField("rate", result.rate());
        number("p50", result.latency().at(0.5) / MILLIS, 3);
        number("p90", result.latency().at(0.9) / MILLIS, 3);
        number("p99", result.latency().at(0.99) / MILLIS, 3);
        number("p999", result.latency().at(0.999) / MILLIS, 3);
        number("max", result.latency().max() / MILLIS, 3);
    }

    private void machine(Machine machine) throws IOException {
        json.writeObjectFieldStart("machine");
        json.writeNumberField("cores", machine.cores());
        json.writeStringField("processor", machine.processor());
        json.writeStringField("kernel", machine.kernel());
        json.writeStringField("jdk", machine.jdk());
        json.writeNumberField("memory_bytes", machine.memoryBytes());
        json.writeStringField("load_at_start", machine.load());
        json.writeEndObject();
    }

    private void settings(Settings settings, @Nullable Inventory inventory) throws IOException {
        Shape shape = settings.shape();
        Window window = settings.window();
        Load load = settings.load();
        json.writeObjectFieldStart("settings");
        if (!(settings.subject() instanceof Settings.Subject.Running)) {
            json.writeNumberField("nodes", shape.nodes());
            json.writeNumberField("pods_per_node", shape.podsPerNode());
            json.writeNumberField("containers", shape.containers());
            json.writeNumberField("seed", shape.seed());
        }
        json.writeNumberField("warmup_seconds", window.warmupSeconds());
        json.writeNumberField("seconds", window.seconds());
        json.writeNumberField("resolution_seconds", window.resolutionSeconds());
        json.writeNumberField("load_seconds", load.seconds());
        json.writeNumberField("load_warmup_seconds", load.warmupSeconds());
        json.writeNumberField("connections", load.connections());
        json.writeBooleanField("gzip", load.gzip());
        if (inventory != null) {
            json.writeNumberField("served_pods", inventory.pods());
            json.writeNumberField("served_containers", inventory.containers());
            json.writeStringField("label_namespace", inventory.namespace());
            json.writeStringField("label_selector", inventory.selector());
            json.writeNumberField("label_pods", inventory.selected());
        }
        json.writeEndObject();
    }

    private void number(String name, double value, int digits) throws IOException {
        json.writeFieldName(name);
        json.writeNumber(String.format(Locale.ROOT, "%." + digits + "f", value));
    }
}
