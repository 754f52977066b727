package io.kubemeter.kubelet;

import io.kubemeter.model.Reason;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How many nodes fail for each reason right now. Any thread may call it. */
final class ReasonCounts {
    private final Map<Reason, AtomicInteger> nodes =
            Arrays.stream(Reason.values())
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    Function.identity(), reason -> new AtomicInteger()));

    /** A node's reason changed; null means that it does not fail. */
    void moved(@Nullable Reason from, @Nullable Reason to) {
        if (from != null) {
            of(from).decrementAndGet();
        }
        if (to != null) {
            of(to).incrementAndGet();
        }
    }

    int nodes(Reason reason) {
        return of(reason).get();
    }

    private AtomicInteger of(Reason reason) {
        AtomicInteger count = nodes.get(reason);
        if (count == null) {
            throw new AssertionError("every reason has its count: " + reason);
        }
        return count;
    }
}
