package io.kubemeter.apiserver.cli;

import io.kubemeter.apiserver.kube.KubeApi;
import io.kubemeter.apiserver.kube.KubeConfigException;
import io.kubemeter.apiserver.kube.KubeLocation;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * What every command that asks the cluster is told: which cluster, which namespace, for people or
 * for scripts.
 *
 * <p><b>Owner:</b> the command that it is mixed into.
 */
final class ClusterOptions {
    private static final Set<String> NODE_WORDS = Set.of("node", "nodes", "no");
    private static final Set<String> POD_WORDS = Set.of("pod", "pods", "po");

    private final Map<String, String> environment;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--kubeconfig", description = "kubeconfig file (default: $KUBECONFIG)")
    private @Nullable Path kubeconfig;

    @Option(
            names = {"-n", "--namespace"},
            description = "namespace of pods (default: ${DEFAULT-VALUE})")
    private String namespace = "default";

    @Option(
            names = {"-o", "--output"},
            description = "json: for scripts")
    private String output = "";

    ClusterOptions(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Opens the cluster that is meant; the caller closes it. */
    KubeApi open() throws KubeConfigException {
        String variable = environment.getOrDefault("KUBECONFIG", "");
        Path file = kubeconfig != null || variable.isEmpty() ? kubeconfig : Path.of(variable);
        return KubeApi.open(KubeLocation.of(file, environment));
    }

    String namespace() {
        return namespace;
    }

    /** Whether a script reads the answer; any other wish than that is refused. */
    boolean json() {
        check(output.isEmpty() || output.equals("json"), "-o: " + output + " (expected: json)");
        return output.equals("json");
    }

    /** Whether {@code word} means nodes; it means pods otherwise, or is refused. */
    boolean nodes(String word, String expected) {
        boolean nodes = NODE_WORDS.contains(word);
        check(
                nodes || POD_WORDS.contains(word),
                command.name() + ": " + word + " (expected: " + expected + ")");
        return nodes;
    }

    /** Ends the command with how it is used unless {@code holds}. */
    void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(command.commandLine(), otherwise);
        }
    }
}
