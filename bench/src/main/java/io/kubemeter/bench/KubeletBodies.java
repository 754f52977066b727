package io.kubemeter.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;

/** Bodies of {@code /metrics/resource}: the captured one, and larger ones of the same shape. */
final class KubeletBodies {
    private static final long SCRAPE_MILLIS = 15_000;
    private static final long FIRST_MILLIS = 1_795_231_981_000L;
    private static final String[] CONTAINER_FAMILIES = {
        "container_cpu_usage_seconds_total",
        "container_memory_working_set_bytes",
        "container_start_time_seconds",
        "container_swap_usage_bytes"
    };
    private static final String[] POD_FAMILIES = {
        "pod_cpu_usage_seconds_total", "pod_memory_working_set_bytes", "pod_swap_usage_bytes"
    };
    private static final String[] CONTAINERS = {"istio-proxy", "main"};

    private KubeletBodies() {}

    /** The captured body with other digits, as if scraped so many times. */
    static byte[][] captured(int scrapes) {
        byte[] captured = read("captured-resource.txt");
        byte[][] bodies = new byte[scrapes][];
        for (int i = 0; i < scrapes; i++) {
            bodies[i] = captured.clone();
            changeDigits(bodies[i], i);
        }
        return bodies;
    }

    /** The bodies of a node with so many pods of two containers. */
    static byte[][] generated(int pods, int scrapes) {
        byte[][] bodies = new byte[scrapes][];
        for (int i = 0; i < scrapes; i++) {
            bodies[i] = generated(pods, i, new Random(pods)).getBytes(StandardCharsets.US_ASCII);
        }
        return bodies;
    }

    /** The name of the i-th pod, 26 characters long. */
    static String podName(int i) {
        return String.format(Locale.ROOT, "checkout-7c9d5b6f4d-%06d", i);
    }

    private static String generated(int pods, int scrape, Random random) {
        StringBuilder body = new StringBuilder();
        for (String family : CONTAINER_FAMILIES) {
            head(body, family);
            for (String container : CONTAINERS) {
                for (int pod = 0; pod < pods; pod++) {
                    body.append(family).append("{container=\"").append(container).append("\",");
                    row(body, pod, family, scrape, random);
                }
            }
        }
        nodeLine(body, "node_cpu_usage_seconds_total", 881.262593793 + 5.7 * scrape, scrape);
        nodeLine(body, "node_memory_working_set_bytes", 8.6173696e+08, scrape);
        for (String family : POD_FAMILIES) {
            head(body, family);
            for (int pod = 0; pod < pods; pod++) {
                body.append(family).append('{');
                row(body, pod, family, scrape, random);
            }
        }
        head(body, "resource_scrape_error");
        return body.append("resource_scrape_error 0\n").toString();
    }

    private static void row(StringBuilder body, int pod, String family, int scrape, Random random) {
        body.append("namespace=\"shop-").append(pod % 5).append("\",pod=\"").append(podName(pod));
        body.append("\"} ");
        long timestamp = FIRST_MILLIS + scrape * SCRAPE_MILLIS - random.nextInt(15_000);
        if (family.endsWith("start_time_seconds")) {
            body.append(1.7952318913718379e9 + pod).append('\n');
            return;
        }
        if (family.contains("swap")) {
            body.append('0');
        } else if (family.contains("cpu")) {
            double seconds = 1_000 * random.nextDouble() + scrape * 1.5;
            body.append(String.format(Locale.ROOT, "%.9f", seconds));
        } else {
            body.append((double) (4_096L * (3_000 + random.nextInt(10_000))));
        }
        body.append(' ').append(timestamp).append('\n');
    }

    private static void nodeLine(StringBuilder body, String family, double value, int scrape) {
        head(body, family);
        body.append(family).append(' ').append(value).append(' ');
        body.append(FIRST_MILLIS + scrape * SCRAPE_MILLIS).append('\n');
    }

    private static void head(StringBuilder body, String family) {
        body.append("# HELP ").append(family).append(" [STABLE] What the kubelet says about it\n");
        body.append("# TYPE ").append(family).append(" gauge\n");
    }

    /** Changes the last digits of every value, so that no two scrapes are alike. */
    private static void changeDigits(byte[] body, int by) {
        for (int i = 1; i < body.length; i++) {
            boolean lastDigit = body[i] == '\n' && body[i - 1] >= '0' && body[i - 1] <= '9';
            if (lastDigit && body[i - 2] >= '0' && body[i - 2] <= '9') {
                body[i - 1] = (byte) ('0' + (body[i - 1] - '0' + by) % 10);
            }
        }
    }

    private static byte[] read(String name) {
        try (InputStream in = KubeletBodies.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
