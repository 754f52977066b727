package io.kubemeter.apiserver.diagnostics;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.util.Locale;

/** Writes down how memory is used, without stopping anybody. */
public final class HeapSummary {
    private static final double MIB = 1 << 20;

    private HeapSummary() {}

    /** One line per pool of memory and per collector. */
    public static String text() {
        StringBuilder text = new StringBuilder(1 << 10);
        line(text, "heap", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage());
        line(text, "non-heap", ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage());
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            line(text, "pool " + pool.getName(), pool.getUsage());
        }
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%-32s used %8.1f MiB in %d buffers%n",
                            "buffers " + pool.getName(),
                            pool.getMemoryUsed() / MIB,
                            pool.getCount()));
        }
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%-32s %d runs, %d ms%n",
                            "collector " + collector.getName(),
                            collector.getCollectionCount(),
                            collector.getCollectionTime()));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, MemoryUsage usage) {
        String most =
                usage.getMax() < 0
                        ? "unbounded"
                        : String.format(Locale.ROOT, "%.1f MiB", usage.getMax() / MIB);
        text.append(
                String.format(
                        Locale.ROOT,
                        "%-32s used %8.1f MiB, committed %8.1f MiB, most %s%n",
                        name,
                        usage.getUsed() / MIB,
                        usage.getCommitted() / MIB,
                        most));
    }
}
