package io.kubemeter.apiserver.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubemeter.apiserver.kube.ApiException;
import io.kubemeter.apiserver.kube.KubeApi;
import io.kubemeter.apiserver.kube.KubeConfigException;
import io.kubemeter.apiserver.kube.KubeLocation;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kubemeter top}: the same tables as {@code kubectl top}, for where there is no kubectl. */
@Command(
        name = "top",
        description = "Print the CPU and memory usage of nodes or pods, as kubectl top does.",
        mixinStandardHelpOptions = true)
public final class TopCommand implements Callable<Integer> {
    private static final Set<String> NODE_WORDS = Set.of("node", "nodes", "no");
    private static final Set<String> POD_WORDS = Set.of("pod", "pods", "po");

    private final Map<String, String> environment;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "nodes|pods", description = "what to show")
    private String what = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "only this one")
    private String name = "";

    @Option(names = "--kubeconfig", description = "kubeconfig file (default: $KUBECONFIG)")
    private @Nullable Path kubeconfig;

    @Option(
            names = {"-A", "--all-namespaces"},
            description = "pods of all namespaces")
    private boolean allNamespaces;

    @Option(
            names = {"-n", "--namespace"},
            description = "namespace of the pods (default: ${DEFAULT-VALUE})")
    private String namespace = "default";

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

    @Option(
            names = {"-o", "--output"},
            description = "json: the list as the API serves it")
    private String output = "";

    /** Reads the defaults of its options from {@code environment}. */
    public TopCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws ApiException, KubeConfigException {
        boolean nodes = NODE_WORDS.contains(what);
        check(nodes || POD_WORDS.contains(what), "top: " + what + " (expected: nodes or pods)");
        check(
                sortBy == null || sortBy.equals("cpu") || sortBy.equals("memory"),
                "--sort-by: " + sortBy + " (expected: cpu or memory)");
        check(output.isEmpty() || output.equals("json"), "-o: " + output + " (expected: json)");
        try (KubeApi api = KubeApi.open(KubeLocation.of(kubeconfig(), environment))) {
            MetricsLists lists = MetricsLists.open(api);
            JsonNode list = lists.read(nodes ? nodePath() : podPath(), selector);
            PrintWriter out = spec.commandLine().getOut();
            if (output.equals("json")) {
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
        check(name.isEmpty() || !allNamespaces, "a pod's name needs -n, not -A");
        return (allNamespaces ? "" : "/namespaces/" + encoded(namespace)) + "/pods" + named();
    }

    private String named() {
        return name.isEmpty() ? "" : "/" + encoded(name);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private @Nullable Path kubeconfig() {
        String variable = environment.getOrDefault("KUBECONFIG", "");
        return kubeconfig != null || variable.isEmpty() ? kubeconfig : Path.of(variable);
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }
}
