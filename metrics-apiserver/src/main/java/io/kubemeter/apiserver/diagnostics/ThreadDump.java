package io.kubemeter.apiserver.diagnostics;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Comparator;

/** Writes down what every platform thread does; virtual threads come and go too fast for it. */
public final class ThreadDump {
    private ThreadDump() {}

    /** One paragraph per thread, sorted by name. Takes some milliseconds. */
    public static String text() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        ThreadInfo[] infos = threads.dumpAllThreads(true, true);
        Arrays.sort(infos, Comparator.comparing(ThreadInfo::getThreadName));
        StringBuilder text = new StringBuilder(1 << 14);
        text.append(infos.length).append(" threads\n");
        long[] stuck = threads.findDeadlockedThreads();
        if (stuck != null) {
            text.append("DEADLOCK of threads ").append(Arrays.toString(stuck)).append('\n');
        }
        for (ThreadInfo info : infos) {
            append(text, info, threads.getThreadCpuTime(info.getThreadId()));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, ThreadInfo info, long cpuNanos) {
        text.append("\n\"")
                .append(info.getThreadName())
                .append("\" #")
                .append(info.getThreadId())
                .append(info.isDaemon() ? " daemon " : " ")
                .append(info.getThreadState())
                .append(" cpu=")
                .append(cpuNanos / 1_000_000)
                .append("ms\n");
        LockInfo waitsFor = info.getLockInfo();
        if (waitsFor != null) {
            text.append("  waits for ").append(waitsFor);
            if (info.getLockOwnerName() != null) {
                text.append(" of \"").append(info.getLockOwnerName()).append('"');
            }
            text.append('\n');
        }
        for (StackTraceElement frame : info.getStackTrace()) {
            text.append("  at ").append(frame).append('\n');
        }
    }
}
