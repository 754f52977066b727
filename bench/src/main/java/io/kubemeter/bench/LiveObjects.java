package io.kubemeter.bench;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/** What the heap consists of, by class, as the JVM itself counts it. */
final class LiveObjects {
    private static final int SHOWN = 30;
    private static final Pattern LINE =
            Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+)(?: .*)?");

    private LiveObjects() {}

    /** The classes of which there is at least one for each of so many owners, the largest first. */
    static String perOwner(int owners) throws JMException {
        String histogram =
                (String)
                        ManagementFactory.getPlatformMBeanServer()
                                .invoke(
                                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                        "gcClassHistogram",
                                        new Object[] {new String[0]},
                                        new String[] {String[].class.getName()});
        StringBuilder table = new StringBuilder();
        int shown = 0;
        for (String line : histogram.lines().toList()) {
            Matcher of = LINE.matcher(line);
            if (of.matches() && shown < SHOWN) {
                long instances = Long.parseLong(of.group(1));
                long bytes = Long.parseLong(of.group(2));
                if (instances >= owners) {
                    shown++;
                    table.append(
                            String.format(
                                    Locale.ROOT,
                                    "%8.1f bytes in %6.1f of %s%n",
                                    (double) bytes / owners,
                                    (double) instances / owners,
                                    of.group(3)));
                }
            }
        }
        return table.toString();
    }
}
