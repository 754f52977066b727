package io.kubemeter.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubemeter.simulator.world.Refresh;
import io.kubemeter.simulator.world.SimulatedNode;
import io.kubemeter.simulator.world.SimulatedPod;
import io.kubemeter.simulator.world.UsageOracle;
import io.kubemeter.simulator.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges what is served of a world by the world's own arithmetic, each item at its own timestamp.
 */
record TrueNumbers(World world, UsageOracle oracle) {
    static TrueNumbers of(World world, Refresh refresh) {
        return new TrueNumbers(world, UsageOracle.of(refresh, Duration.ofMinutes(1).toMillis()));
    }

    /** What is wrong with the items of a list; empty where all are right. */
    List<String> problems(JsonNode list) {
        List<String> problems = new ArrayList<>();
        for (JsonNode item : list.path("items")) {
            String problem = item.has("containers") ? pod(item) : node(item);
            if (problem != null) {
                problems.add(item + ": " + problem);
            }
        }
        return problems;
    }

    private @Nullable String node(JsonNode item) {
        String name = item.at("/metadata/name").asText();
        SimulatedNode node = world.node(name);
        return node == null
                ? "no such node"
                : oracle.judge(
                        node,
                        ServiceFixture.second(item),
                        ServiceFixture.windowMillis(item),
                        ServiceFixture.usage(name, item.path("usage")));
    }

    private @Nullable String pod(JsonNode item) {
        SimulatedPod pod =
                world.pod(
                        item.at("/metadata/namespace").asText(),
                        item.at("/metadata/name").asText());
        return pod == null ? "no such pod" : oracle.judge(pod, ServiceFixture.pod(item));
    }
}
