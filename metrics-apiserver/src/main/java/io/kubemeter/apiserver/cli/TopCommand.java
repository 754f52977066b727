package io.kubemeter.apiserver.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubemeter.apiserver.kube.ApiException;
import io.kubemeter.apiserver.kube.KubeApi;
import io.kubemeter.apiserver.kube.KubeConfigException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kubemeter top}: the same tables as {@code kubectl top}, for where there is no kubectl. */
@Command(
        name = "top",
        description = "Print the CPU and memory usage of nodes or pods, as kubectl top does.",
        mixinStandardHelpOptions = true)
public final class TopCommand implements Callable<Integer> {
    @Mixin private final ClusterOptions cluster;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "nodes|pods", description = "what to show")
    private String what = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "only this one")
    private String name = "";

    @Option(
            names = {"-A", "--all-namespaces"},
            description = "pods of all namespaces")
    private boolean allNamespaces;

    @Option(names = "--containers", description = "a line for each container")
    private boolean containers;

    @Option(
            names = {"-l", "--selector"},
            description = "label selector")
    private String selector = "";

    @Option(names = "--sort-by", description = "cpu or memory, the greatest first")
    private @Nullable String sortBy;

    @Option(names = "--no-headers", description = "only the rows")
    private boolean noHeaders;

    /** Reads the defaults of its options from {@code environment}. */
    public TopCommand(Map<String, String> environment) {
        this.cluster = new ClusterOptions(environment);
    }

    @Override
    public Integer call() throws ApiException, KubeConfigException {
        boolean nodes = cluster.nodes(what, "nodes or pods");
        boolean json = cluster.json();
        cluster.check(
                sortBy == null || sortBy.equals("cpu") || sortBy.equals("memory"),
                "--sort-by: " + sortBy + " (expected: cpu or memory)");
        try (KubeApi api = cluster.open()) {
            MetricsLists lists = MetricsLists.open(api);
            JsonNode list = lists.read(nodes ? nodePath() : podPath(), selector);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(list.toPrettyString());
            } else if (nodes) {
                out.print(table().nodes(lists.nodes(list)));
            } else {
                out.print(table().pods(MetricsLists.pods(list), allNamespaces, containers));
            }
            out.flush();
            return 0;
        }
    }

    private TopTable table() {
        return new TopTable(sortBy, !noHeaders);
    }

    private String nodePath() {
        return "/nodes" + named();
    }

    private String podPath() {
        cluster.check(name.isEmpty() || !allNamespaces, "a pod's name needs -n, not -A");
        return (allNamespaces ? "" : "/namespaces/" + encoded(cluster.namespace()))
                + "/pods"
                + named();
    }

    private String named() {
        return name.isEmpty() ? "" : "/" + encoded(name);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
