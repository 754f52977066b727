package io.kubemeter.apiserver;

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

    private static String system() {
        return System.getProperty("os.name", "unknown").toLowerCase(Locale.ROOT);
    }

    private static String architecture() {
        String name = System.getProperty("os.arch", "unknown");
        return name.equals("x86_64") ? "amd64" : name;
    }
}
