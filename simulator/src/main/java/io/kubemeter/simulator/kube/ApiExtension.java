package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.http.Exchange;
import java.util.List;

/** What serves groups that the API server itself does not: the aggregator. */
public interface ApiExtension {
    /** A cluster without extension servers. */
    ApiExtension NONE =
            new ApiExtension() {
                @Override
                public boolean serves(String path) {
                    return false;
                }

                @Override
                public void proxy(Exchange exchange, Caller caller) {
                    Answers.failure(exchange, Failure.notFoundPath());
                }

                @Override
                public List<ExtensionGroup> groups() {
                    return List.of();
                }
            };

    /** Whether the path belongs to an extension server. */
    boolean serves(String path);

    /** Passes an authorized request on. */
    void proxy(Exchange exchange, Caller caller);

    /** What discovery says of extension servers. */
    List<ExtensionGroup> groups();
}
