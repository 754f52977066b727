package io.kubemeter.bench.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that one run found out; {@code null} is what this run could not see. */
record Report(
        Settings settings,
        Machine machine,
        String server,
        Startup.@Nullable Times startup,
        @Nullable SteadyWindow steady,
        @Nullable Churn churn,
        @Nullable Inventory inventory,
        List<LoadResult> load,
        ProcessProbe.@Nullable Reading afterLoad) {}
