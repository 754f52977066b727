package io.kubemeter.simulator.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Makes the owners of a world's pods. Their sizes follow Zipf's law: a few are large, most are
 * small, and in a large world (97 of them) the nineteenth holds about one pod in a hundred.
 */
final class Deployments {
    private static final int MOST = 97;
    private static final int FEWEST = 3;
    private static final int PODS_EACH = 6;
    private static final long MEBIBYTE = 1 << 20;
    private static final List<String> SIDECARS =
            List.of("istio-proxy", "log-shipper", "config-reloader", "metrics-agent");

    private Deployments() {}

    static List<Deployment> seed(SplittableRandom random, int pods, int containersPerPod) {
        int count = Math.clamp(pods / PODS_EACH, FEWEST, MOST);
        List<Deployment> deployments = new ArrayList<>(count);
        Set<String> taken = new HashSet<>();
        while (deployments.size() < count) {
            Deployment deployment = deployment(random, containersPerPod);
            if (taken.add(deployment.namespace() + "/" + deployment.name())) {
                deployments.add(deployment);
            }
        }
        return List.copyOf(deployments);
    }

    /** How many of {@code pods} each of {@code count} owners has, the largest first. */
    static int[] sizes(int pods, int count) {
        double harmonic = 0;
        for (int rank = 1; rank <= count; rank++) {
            harmonic += 1.0 / rank;
        }
        int[] sizes = new int[count];
        int left = pods;
        for (int rank = count; rank > 1; rank--) {
            sizes[rank - 1] = Math.min(left, (int) Math.round(pods / (harmonic * rank)));
            left -= sizes[rank - 1];
        }
        sizes[0] = left;
        return sizes;
    }

    private static Deployment deployment(SplittableRandom random, int containersPerPod) {
        String namespace = Names.NAMESPACES[random.nextInt(Names.NAMESPACES.length)];
        String subject = Names.SUBJECTS[random.nextInt(Names.SUBJECTS.length)];
        String role = Names.ROLES[random.nextInt(Names.ROLES.length)];
        String name = subject + "-" + role;
        if (random.nextInt(3) == 0) {
            name += random.nextBoolean() ? "-canary" : "-eu-central";
        }
        String hash = Names.hash(random, 10);
        Map<String, String> labels = new TreeMap<>();
        labels.put("app.kubernetes.io/name", name);
        labels.put("app.kubernetes.io/instance", name + "-" + namespace);
        labels.put("app.kubernetes.io/component", role);
        labels.put("app.kubernetes.io/part-of", subject);
        labels.put(
                "app.kubernetes.io/version", "v1." + random.nextInt(40) + "." + random.nextInt(9));
        if (random.nextBoolean()) {
            labels.put("team", namespace + "-team");
        }
        if (random.nextBoolean()) {
            labels.put("tier", role.equals("frontend") ? "web" : "internal");
        }
        labels.put(Deployment.HASH_LABEL, hash);
        return new Deployment(
                namespace,
                name,
                Names.uid(random),
                name + "-" + hash,
                Names.uid(random),
                Collections.unmodifiableMap(labels),
                containers(random, role, containersPerPod));
    }

    private static List<ContainerTemplate> containers(
            SplittableRandom random, String role, int count) {
        List<ContainerTemplate> containers = new ArrayList<>(count);
        String main = role.equals("backend-service") ? "main" : role;
        containers.add(
                new ContainerTemplate(
                        main,
                        "registry.example/" + main + ":1." + random.nextInt(40),
                        50L * (1 + random.nextInt(8)),
                        128 * MEBIBYTE * (1 + random.nextInt(6))));
        for (int i = 1; i < count; i++) {
            String name = i <= SIDECARS.size() ? SIDECARS.get(i - 1) : "sidecar-" + i;
            containers.add(
                    new ContainerTemplate(
                            name, "registry.example/" + name + ":2.1", 10, 64 * MEBIBYTE));
        }
        return containers;
    }
}
