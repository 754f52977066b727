package io.kubemeter.apiserver.cli;

import io.kubemeter.apiserver.kube.ApiException;
import io.kubemeter.apiserver.kube.KubeApi;
import io.kubemeter.apiserver.kube.KubeConfigException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
    @Mixin private final ClusterOptions cluster;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "node|pod", description = "what to explain")
    private String what = "";

    @Parameters(
            index = "1",
            paramLabel = "NAME",
            description = "its name; of a pod also NAMESPACE/NAME")
    private String name = "";

    /** Reads the defaults of its options from {@code environment}. */
    public ExplainCommand(Map<String, String> environment) {
        this.cluster = new ClusterOptions(environment);
    }

    @Override
    public Integer call() throws ApiException, KubeConfigException {
        boolean node = cluster.nodes(what, "node or pod");
        boolean json = cluster.json();
        try (KubeApi api = cluster.open()) {
            Explainer explainer = Explainer.open(api);
            Explanation explanation = node ? explainer.node(name) : pod(explainer);
            PrintWriter out = spec.commandLine().getOut();
            out.println(json ? explanation.json() : explanation.text());
            out.flush();
            return explanation.served() ? 0 : 1;
        }
    }

    /** Our messages name pods as {@code NAMESPACE/NAME}, so that is understood too. */
    private Explanation pod(Explainer explainer) throws ApiException {
        int slash = name.indexOf('/');
        return slash < 0
                ? explainer.pod(cluster.namespace(), name)
                : explainer.pod(name.substring(0, slash), name.substring(slash + 1));
    }
}
