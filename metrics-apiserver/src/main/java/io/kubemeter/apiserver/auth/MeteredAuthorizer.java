package io.kubemeter.apiserver.auth;

import io.kubemeter.telemetry.OutcomeCounts;
import io.kubemeter.telemetry.RequestTelemetry;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Counts and times what another authorizer says. */
public final class MeteredAuthorizer implements Authorizer {
    private final Authorizer judge;
    private final LongSupplier nanos;
    private final OutcomeCounts.Outcome allowed;
    private final OutcomeCounts.Outcome noOpinion;
    private final OutcomeCounts.Outcome error;

    /**
     * Counts nothing yet.
     *
     * @param nanos monotonic time
     */
    public MeteredAuthorizer(Authorizer judge, RequestTelemetry telemetry, LongSupplier nanos) {
        this.judge = judge;
        this.nanos = nanos;
        this.allowed = telemetry.authorizations().outcome("allowed");
        this.noOpinion = telemetry.authorizations().outcome("no-opinion");
        this.error = telemetry.authorizations().outcome("error");
    }

    @Override
    public CompletionStage<Decision> authorize(Identity identity, Attributes attributes) {
        long begun = nanos.getAsLong();
        return judge.authorize(identity, attributes)
                .whenComplete((decision, _) -> outcome(decision).record(nanos.getAsLong() - begun));
    }

    private OutcomeCounts.Outcome outcome(@Nullable Decision decision) {
        return switch (decision) {
            case Decision.Allow _ -> allowed;
            case Decision.Deny _ -> noOpinion;
            case Decision.Unknown _ -> error;
            case null -> error;
        };
    }
}
