package io.kubemeter.apiserver.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lays out usage as {@code kubectl top} does, column for column.
 *
 * @param sortBy {@code cpu} or {@code memory}, the greatest first; null for by name
 * @param headers whether the first line names the columns
 */
record TopTable(@Nullable String sortBy, boolean headers) {
    /**
     * CPU and memory of something.
     *
     * @param cpu cores
     * @param memory bytes
     */
    record Used(Amount cpu, Amount memory) {
        static final Used NOTHING = new Used(Amount.ZERO, Amount.ZERO);

        Used plus(Used other) {
            return new Used(cpu.plus(other.cpu), memory.plus(other.memory));
        }
    }

    /**
     * A node.
     *
     * @param name its name
     * @param used its usage
     * @param allocatable what pods may use there; null if the Node is not known
     */
    record NodeRow(String name, Used used, @Nullable Used allocatable) {}

    /**
     * A container.
     *
     * @param name its name
     * @param used its usage
     */
    record ContainerRow(String name, Used used) {}

    /**
     * A pod.
     *
     * @param namespace its namespace
     * @param name its name
     * @param containers its containers
     */
    record PodRow(String namespace, String name, List<ContainerRow> containers) {
        PodRow {
            containers = List.copyOf(containers);
        }

        Used used() {
            return containers.stream().map(ContainerRow::used).reduce(Used.NOTHING, Used::plus);
        }
    }

    String nodes(List<NodeRow> nodes) {
        Columns columns = new Columns();
        header(columns, "NAME", "CPU(cores)", "CPU(%)", "MEMORY(bytes)", "MEMORY(%)");
        List<NodeRow> sorted = new ArrayList<>(nodes);
        sorted.sort(order(NodeRow::used, Comparator.comparing(NodeRow::name)));
        for (NodeRow node : sorted) {
            Used used = node.used;
            Used whole = node.allocatable;
            columns.row(
                    List.of(
                            node.name,
                            used.cpu.milli(),
                            whole == null ? "<unknown>" : used.cpu.percentOf(whole.cpu),
                            used.memory.mebibytes(),
                            whole == null ? "<unknown>" : used.memory.percentOf(whole.memory)));
        }
        return columns.text();
    }

    String pods(List<PodRow> pods, boolean withNamespace, boolean withContainers) {
        Columns columns = new Columns();
        List<String> first = new ArrayList<>(withNamespace ? List.of("NAMESPACE") : List.of());
        first.addAll(withContainers ? List.of("POD", "NAME") : List.of("NAME"));
        first.addAll(List.of("CPU(cores)", "MEMORY(bytes)"));
        header(columns, first.toArray(String[]::new));
        List<PodRow> sorted = new ArrayList<>(pods);
        sorted.sort(
                order(
                        PodRow::used,
                        Comparator.comparing(PodRow::namespace).thenComparing(PodRow::name)));
        for (PodRow pod : sorted) {
            List<ContainerRow> rows = new ArrayList<>(pod.containers);
            rows.sort(order(ContainerRow::used, Comparator.comparing(ContainerRow::name)));
            if (!withContainers) {
                rows = List.of(new ContainerRow("", pod.used()));
            }
            rows.forEach(row -> columns.row(cells(pod, row, withNamespace)));
        }
        return columns.text();
    }

    private static List<String> cells(PodRow pod, ContainerRow row, boolean withNamespace) {
        List<String> cells = new ArrayList<>();
        if (withNamespace) {
            cells.add(pod.namespace);
        }
        cells.add(pod.name);
        if (!row.name.isEmpty()) {
            cells.add(row.name);
        }
        cells.add(row.used.cpu.milli());
        cells.add(row.used.memory.mebibytes());
        return cells;
    }

    private void header(Columns columns, String... names) {
        if (headers) {
            columns.row(List.of(names));
        }
    }

    private <T> Comparator<T> order(Function<T, Used> used, Comparator<T> name) {
        if (sortBy == null) {
            return name;
        }
        Comparator<T> amount =
                sortBy.equals("cpu")
                        ? Comparator.comparing(row -> used.apply(row).cpu.value())
                        : Comparator.comparing(row -> used.apply(row).memory.value());
        return amount.reversed().thenComparing(name);
    }
}
