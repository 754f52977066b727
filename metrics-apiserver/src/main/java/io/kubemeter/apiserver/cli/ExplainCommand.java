package io.kubemeter.apiserver.cli;

import io.kubemeter.apiserver.kube.ApiException;
import io.kubemeter.apiserver.kube.KubeApi;
import io.kubemeter.apiserver.kube.KubeConfigException;
import io.kubemeter.apiserver.kube.KubeLocation;
import java.io.PrintWriter;
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

/** {@code kubemeter explain}: why a node or a pod has no numbers, and what ends it. */
@Command(
        name = "explain",
        description = {
            "Say why a node or pod has no CPU and memory numbers, and what ends it.",
            "Reads the metrics API, the object and its Events with the rights of its user."
        },
        footer = {
            "",
            "-o json prints one object: kind, namespace, name, node, served, code, reason, sentence,",
            "repair, message, sample (timestamp, window, cpu, memory), events (time, type, reason,",
            "message). What is not known is absent.",
            "",
            "Exit codes: 0 it has numbers, 1 it has none or something failed, 2 bad options."
        },
        mixinStandardHelpOptions = true)
public final class ExplainCommand implements Callable<Integer> {
    private static final Set<String> NODE_WORDS = Set.of("node", "nodes", "no");
    private static final Set<String> POD_WORDS = Set.of("pod", "pods", "po");

    private final Map<String, String> environment;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "node|pod", description = "what to explain")
    private String what = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "its name")
    private String name = "";

    @Option(names = "--kubeconfig", description = "kubeconfig file (default: $KUBECONFIG)")
    private @Nullable Path kubeconfig;

    @Option(
            names = {"-n", "--namespace"},
            description = "namespace of the pod (default: ${DEFAULT-VALUE})")
    private String namespace = "default";

    @Option(
            names = {"-o", "--output"},
            description = "json: for scripts")
    private String output = "";

    /** Reads the defaults of its options from {@code environment}. */
    public ExplainCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws ApiException, KubeConfigException {
        boolean node = NODE_WORDS.contains(what);
        check(node || POD_WORDS.contains(what), "explain: " + what + " (expected: node or pod)");
        check(output.isEmpty() || output.equals("json"), "-o: " + output + " (expected: json)");
        try (KubeApi api = KubeApi.open(KubeLocation.of(kubeconfig(), environment))) {
            Explainer explainer = Explainer.open(api);
            Explanation explanation = node ? explainer.node(name) : explainer.pod(namespace, name);
            PrintWriter out = spec.commandLine().getOut();
            out.println(output.equals("json") ? explanation.json() : explanation.text());
            out.flush();
            return explanation.served() ? 0 : 1;
        }
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
