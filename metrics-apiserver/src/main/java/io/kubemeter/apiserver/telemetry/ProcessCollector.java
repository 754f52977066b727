package io.kubemeter.apiserver.telemetry;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Writes out what the operating system says of this process; nothing where it says nothing. */
final class ProcessCollector implements MultiCollector {
    private final ProcessFiles files;

    ProcessCollector(ProcessFiles files) {
        this.files = files;
    }

    @Override
    public MetricSnapshots collect() {
        List<MetricSnapshot> families = new ArrayList<>();
        ProcessFiles.Usage usage = files.usage();
        counter(families, "process_cpu_seconds", "CPU time of all threads", usage.cpuSeconds());
        gauge(families, "process_open_fds", "Open file descriptors", files.openDescriptors());
        gauge(
                families,
                "process_max_fds",
                "File descriptors that may be open",
                files.limit("Max open files"));
        gauge(families, "process_resident_memory_bytes", "Memory in RAM", usage.residentBytes());
        gauge(
                families,
                "process_virtual_memory_bytes",
                "Memory in the address space",
                usage.virtualBytes());
        gauge(
                families,
                "process_virtual_memory_max_bytes",
                "Memory that the address space may hold",
                files.limit("Max address space"));
        gauge(
                families,
                "process_start_time_seconds",
                "When the process was started, since the epoch",
                usage.startSeconds());
        ProcessFiles.Network network = files.network();
        counter(
                families,
                "process_network_receive_bytes",
                "Bytes received in our network namespace",
                network.received());
        counter(
                families,
                "process_network_transmit_bytes",
                "Bytes sent in our network namespace",
                network.sent());
        return new MetricSnapshots(families);
    }

    private static void counter(
            List<MetricSnapshot> families, String name, String help, OptionalDouble value) {
        value.ifPresent(known ->
                families.add(
                        Snapshots.counter(
                                name, help, List.of(Snapshots.count(known, Labels.EMPTY)))));
    }

    private static void gauge(
            List<MetricSnapshot> families, String name, String help, OptionalDouble value) {
        value.ifPresent(known ->
                families.add(
                        Snapshots.gauge(
                                name, help, List.of(Snapshots.reading(known, Labels.EMPTY)))));
    }
}
