package io.kubemeter.simulator.kubelet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import io.kubemeter.simulator.world.Measured;
import io.kubemeter.simulator.world.PodPhase;
import io.kubemeter.simulator.world.SimulatedContainer;
import io.kubemeter.simulator.world.SimulatedPod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Writes {@code /stats/summary} in the shape of a 1.36 kubelet: whole, or CPU and memory alone.
 * What no formula of the world stands behind (network, file systems, pressure) is constant.
 *
 * <p><b>Owner:</b> the call that makes it.
 */
final class SummaryBody {
    private static final DefaultIndenter INDENT = new DefaultIndenter(" ", "\n");
    private static final DefaultPrettyPrinter PRETTY =
            new DefaultPrettyPrinter(
                            Separators.createDefaultInstance()
                                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                    .withObjectIndenter(INDENT)
                    .withArrayIndenter(INDENT);
    private static final JsonFactory JSON = new JsonFactory();
    private static final long UNLIMITED = -1;
    private static final long NODE_BYTES = 34_359_738_368L;
    private static final long SWAP_BYTES = 4_294_967_296L;
    private static final long DISK_BYTES = 270_553_174_016L;

    private final JsonGenerator json;
    private final long nowMillis;
    private final boolean whole;

    private SummaryBody(JsonGenerator json, long nowMillis, boolean whole) {
        this.json = json;
        this.nowMillis = nowMillis;
        this.whole = whole;
    }

    static byte[] write(SimulatedKubelet kubelet, long nowMillis, boolean whole) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.setPrettyPrinter(PRETTY.createInstance());
            new SummaryBody(json, nowMillis, whole).summary(kubelet);
        } catch (IOException e) {
            throw new UncheckedIOException("an array refused bytes", e);
        }
        return out.toByteArray();
    }

    private void summary(SimulatedKubelet kubelet) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("node");
        json.writeStringField("nodeName", kubelet.name());
        json.writeArrayFieldStart("systemContainers");
        json.writeStartObject();
        json.writeStringField("name", "pods");
        time("startTime", kubelet.usage().bootMillis());
        usage(kubelet.usage(), NODE_BYTES);
        swap(kubelet.usage(), false);
        json.writeEndObject();
        json.writeEndArray();
        time("startTime", kubelet.usage().bootMillis());
        usage(kubelet.usage(), NODE_BYTES);
        if (whole) {
            network();
            disk("fs");
            json.writeObjectFieldStart("runtime");
            disk("imageFs");
            disk("containerFs");
            json.writeEndObject();
            json.writeObjectFieldStart("rlimit");
            time("time", nowMillis);
            json.writeNumberField("maxpid", 32_768);
            json.writeNumberField("curproc", 290);
            json.writeEndObject();
        }
        swap(kubelet.usage(), true);
        json.writeEndObject();
        json.writeArrayFieldStart("pods");
        for (SimulatedPod pod : kubelet.world().podsOn(kubelet.name())) {
            if (pod.phase() == PodPhase.RUNNING) {
                pod(pod);
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void pod(SimulatedPod pod) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("podRef");
        json.writeStringField("name", pod.name());
        json.writeStringField("namespace", pod.namespace());
        json.writeStringField("uid", pod.uid());
        json.writeEndObject();
        time("startTime", pod.startMillis());
        json.writeArrayFieldStart("containers");
        for (SimulatedContainer container : pod.containers()) {
            container(container);
        }
        json.writeEndArray();
        usage(pod, UNLIMITED);
        if (whole) {
            network();
            disk("ephemeral-storage");
            json.writeObjectFieldStart("process_stats");
            json.writeNumberField("process_count", pod.containers().size());
            json.writeEndObject();
        }
        swap(pod, false);
        json.writeEndObject();
    }

    private void container(SimulatedContainer container) throws IOException {
        long sample = container.sampleMillis(nowMillis);
        if (sample == Measured.NEVER) {
            return;
        }
        json.writeStartObject();
        json.writeStringField("name", container.name());
        time("startTime", container.startMillis(sample));
        usage(container, UNLIMITED);
        if (whole) {
            disk("rootfs");
            disk("logs");
        }
        swap(container, false);
        json.writeEndObject();
    }

    private void usage(Measured measured, long limitBytes) throws IOException {
        long sample = measured.sampleMillis(nowMillis);
        if (sample == Measured.NEVER) {
            return;
        }
        long memoryBytes = measured.memoryBytes(sample);
        json.writeObjectFieldStart("cpu");
        time("time", sample);
        json.writeNumberField("usageNanoCores", nanocores(measured, sample));
        json.writeNumberField("usageCoreNanoSeconds", measured.cpuNanos(sample));
        pressure();
        json.writeEndObject();
        json.writeObjectFieldStart("memory");
        time("time", sample);
        if (limitBytes != UNLIMITED) {
            json.writeNumberField("availableBytes", limitBytes - memoryBytes);
        }
        json.writeNumberField("usageBytes", memoryBytes + memoryBytes / 16);
        json.writeNumberField("workingSetBytes", memoryBytes);
        json.writeNumberField("rssBytes", memoryBytes / 2);
        json.writeNumberField("pageFaults", 11_617);
        json.writeNumberField("majorPageFaults", 0);
        pressure();
        json.writeEndObject();
        if (whole) {
            json.writeObjectFieldStart("io");
            time("time", sample);
            pressure();
            json.writeEndObject();
        }
    }

    private void swap(Measured measured, boolean withAvailable) throws IOException {
        long sample = measured.sampleMillis(nowMillis);
        if (sample != Measured.NEVER) {
            json.writeObjectFieldStart("swap");
            time("time", sample);
            if (withAvailable) {
                json.writeNumberField("swapAvailableBytes", SWAP_BYTES - measured.swapBytes());
            }
            json.writeNumberField("swapUsageBytes", measured.swapBytes());
            json.writeEndObject();
        }
    }

    /** A rate over a window that the reader cannot know, as the real one. */
    private static long nanocores(Measured measured, long sample) {
        long previous = measured.sampleMillis(sample - 1);
        if (previous == Measured.NEVER) {
            return 0;
        }
        long used = measured.cpuNanos(sample) - measured.cpuNanos(previous);
        return Math.max(0, used) * 1_000 / (sample - previous);
    }

    private void pressure() throws IOException {
        json.writeObjectFieldStart("psi");
        for (String kind : new String[] {"full", "some"}) {
            json.writeObjectFieldStart(kind);
            for (String field : new String[] {"total", "avg10", "avg60", "avg300"}) {
                json.writeNumberField(field, 0);
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void network() throws IOException {
        json.writeObjectFieldStart("network");
        time("time", nowMillis);
        traffic();
        json.writeArrayFieldStart("interfaces");
        json.writeStartObject();
        traffic();
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    private void traffic() throws IOException {
        json.writeStringField("name", "eth0");
        json.writeNumberField("rxBytes", 4_916);
        json.writeNumberField("rxErrors", 0);
        json.writeNumberField("txBytes", 892);
        json.writeNumberField("txErrors", 0);
    }

    private void disk(String name) throws IOException {
        json.writeObjectFieldStart(name);
        time("time", nowMillis);
        json.writeNumberField("availableBytes", DISK_BYTES / 3);
        json.writeNumberField("capacityBytes", DISK_BYTES);
        json.writeNumberField("usedBytes", 5_758_976);
        json.writeNumberField("inodesFree", 16_274_657);
        json.writeNumberField("inodes", 16_777_216);
        json.writeNumberField("inodesUsed", 9);
        json.writeEndObject();
    }

    private void time(String field, long millis) throws IOException {
        Instant second = Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS);
        json.writeStringField(field, second.toString());
    }
}
