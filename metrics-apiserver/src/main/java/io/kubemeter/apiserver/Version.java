package io.kubemeter.apiserver;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/** Which Kubemeter this is. */
final class Version {
    private static final String UNPACKED = "v0.1.0";

    private Version() {}

    /** The version as Kubernetes writes it, such as {@code v0.1.0}. */
    static String text() {
        String fromJar = Version.class.getPackage().getImplementationVersion();
        return fromJar == null ? UNPACKED : "v" + fromJar.replace("-SNAPSHOT", "");
    }

    /** The version with what runs it and what it serves, as one JSON object. */
    static String json() {
        return "{\"gitVersion\":\""
                + text()
                + "\",\"java\":\""
                + Runtime.version()
                + "\",\"platform\":\""
                + system()
                + "/"
                + architecture()
                + "\",\"apis\":[\"metrics.k8s.io/v1\",\"metrics.k8s.io/v1beta1\"]}";
    }

    /** How we name ourselves to kubelets and to kube-apiserver. */
    static String userAgent() {
        return "kubemeter/" + text() + " (" + system() + "/" + architecture() + ")";
    }

    /** Since the launcher was started, where it told us when; else since the JVM was. */
    static long millisSinceExec(InstantSource clock) {
        Long launched = Long.getLong("kubemeter.started");
        long started =
                launched == null
                        ? ProcessHandle.current()
                                .info()
                                .startInstant()
                                .map(Instant::toEpochMilli)
                                .orElse(clock.millis())
                        : launched;
        return clock.millis() - started;
    }

    private static String system() {
        return System.getProperty("os.name", "unknown").toLowerCase(Locale.ROOT);
    }

    private static String architecture() {
        String name = System.getProperty("os.arch", "unknown");
        return name.equals("x86_64") ? "amd64" : name;
    }
}
