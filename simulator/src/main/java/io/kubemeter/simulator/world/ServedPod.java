package io.kubemeter.simulator.world;

import java.util.List;

/**
 * One pod's numbers as a service showed them: the timestamp in whole seconds, as the API has it.
 */
public record ServedPod(long timestampSecond, long windowMillis, List<ServedUsage> containers) {
    public ServedPod {
        containers = List.copyOf(containers);
    }
}
