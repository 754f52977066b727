package io.kubemeter.simulator.demo;

import io.kubemeter.simulator.wire.JsonWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a demo says of itself once it runs.
 *
 * @param firstNumbersSeconds below 0 where nobody waited for numbers
 */
record Facts(
        Place place, Server server, int nodes, int pods, long seed, double firstNumbersSeconds) {
    /** Where things are. */
    record Place(Path kubeconfig, Path directory, String apiserver) {}

    /** The metrics server: ours by its command, or the place for somebody else's. */
    record Server(@Nullable String command, long pid, int port, ServiceFiles files) {}

    private static final String KUBECTL =
            """
              kubectl top nodes
              kubectl top pods -A --containers --sort-by=memory
              kubectl get nodes.metrics.k8s.io
              kubectl get --raw /apis/metrics.k8s.io/v1/nodes
            """;

    String json(Troubles troubles) {
        JsonWriter json = new JsonWriter();
        json.object();
        json.text(0, "kubeconfig", place.kubeconfig().toString());
        json.text(0, "directory", place.directory().toString());
        json.text(0, "apiserver", place.apiserver());
        json.text(0, "service", "https://127.0.0.1:" + server.port());
        json.text(0, "serviceLog", server.files().log().toString());
        json.text(0, "serviceAccountDir", server.files().serviceAccount().toString());
        json.text(0, "tlsCertFile", server.files().certificate().toString());
        json.text(0, "tlsPrivateKeyFile", server.files().key().toString());
        json.integer(0, "pid", ProcessHandle.current().pid());
        json.integer(0, "servicePid", server.pid());
        json.shownInteger(0, "nodes", nodes);
        json.shownInteger(0, "pods", pods);
        json.shownInteger(0, "seed", seed);
        json.beginList("scenarios");
        for (Troubles.Trouble trouble : troubles.played()) {
            json.beginItem(0);
            json.text(0, "node", trouble.node());
            json.text(0, "scenario", trouble.scenario().name());
            json.text(0, "reason", trouble.scenario().expected().reason());
            json.end();
        }
        json.endList();
        if (firstNumbersSeconds >= 0) {
            json.name("firstNumbersSeconds").raw(seconds(firstNumbersSeconds));
        }
        json.end();
        return new String(json.toArray(), StandardCharsets.UTF_8);
    }

    String text(Troubles troubles, boolean kubectl) {
        StringBuilder text = new StringBuilder(1024);
        text.append(
                        "kubemeter demo: a simulated cluster on 127.0.0.1, nothing leaves this machine\n\n")
                .append("  nodes ")
                .append(nodes)
                .append("   pods ")
                .append(pods);
        if (firstNumbersSeconds >= 0) {
            text.append("   first numbers after ").append(tenths()).append(" s");
        }
        text.append("\n\n  export KUBECONFIG=").append(place.kubeconfig()).append("\n\n");
        if (server.command() == null) {
            byHand(text);
        } else if (kubectl) {
            text.append(KUBECTL.indent(0));
        } else {
            text.append("  there is no kubectl here; the same without it:\n  ")
                    .append(server.command())
                    .append(" top nodes\n  ")
                    .append(server.command())
                    .append(" top pods -A\n");
        }
        if (!troubles.played().isEmpty()) {
            text.append("\n").append(troubles.text());
            asked(text, troubles.played().getFirst());
        }
        return text.append("\n  apiserver    ")
                .append(place.apiserver())
                .append("\n  service      https://127.0.0.1:")
                .append(server.port())
                .append("\n  service log  ")
                .append(server.files().log())
                .append("\n\nCtrl-C stops everything and removes ")
                .append(place.directory())
                .toString();
    }

    /** What to ask about the first of them. */
    private void asked(StringBuilder text, Troubles.Trouble trouble) {
        if (server.command() != null) {
            text.append("\n  ").append(server.command()).append(" explain node ");
            text.append(trouble.node()).append("\n  kubectl describe node ");
            text.append(trouble.node()).append('\n');
        }
    }

    /** How to start one's own metrics server. */
    private void byHand(StringBuilder text) {
        int apiserverPort = URI.create(place.apiserver()).getPort();
        text.append("  start a metrics server with\n");
        ServiceProcess.environment(server.files(), apiserverPort)
                .forEach((name, value) ->
                        text.append("    ").append(name).append('=').append(value).append('\n'));
        for (String argument : server.files().arguments(server.port())) {
            text.append("    ").append(argument).append('\n');
        }
    }

    private String tenths() {
        return String.format(Locale.ROOT, "%.1f", firstNumbersSeconds);
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
