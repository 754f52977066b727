package io.kubemeter.apiserver;

import io.kubemeter.apiserver.NodeStandings.Standing;
import io.kubemeter.model.Reason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Says for each reason how many nodes have no fresh numbers. Anybody may ask a probe, so no node is
 * named.
 *
 * @param standings where every node stands
 */
record FailingNodes(Supplier<List<Standing>> standings) implements Supplier<List<String>> {
    @Override
    public List<String> get() {
        Map<Reason, Integer> nodes = new EnumMap<>(Reason.class);
        for (Standing each : standings.get()) {
            Reason reason = each.reason();
            if (reason != null) {
                nodes.merge(reason, 1, Integer::sum);
            }
        }
        List<String> lines = new ArrayList<>();
        nodes.forEach((reason, count) -> lines.add(line(reason, count)));
        return lines;
    }

    private static String line(Reason reason, int nodes) {
        String code = reason.code() + " " + reason.label();
        String many = nodes == 1 ? " node: " : " nodes: ";
        return code + ": " + nodes + many + reason.plainSentence();
    }
}
