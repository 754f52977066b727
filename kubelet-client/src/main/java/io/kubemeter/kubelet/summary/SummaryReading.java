package io.kubemeter.kubelet.summary;

import io.kubemeter.model.PodKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one summary said. Immutable.
 *
 * @param node the node itself, or null if it has no complete sample
 * @param containers all containers of all pods
 */
public record SummaryReading(@Nullable Measured node, List<Row> containers) {
    public SummaryReading {
        containers = List.copyOf(containers);
    }

    /**
     * One container.
     *
     * @param pod its pod
     * @param container its name
     * @param measured its sample
     */
    public record Row(PodKey pod, String container, Measured measured) {}
}
