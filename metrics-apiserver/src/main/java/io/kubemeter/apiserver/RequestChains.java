package io.kubemeter.apiserver;

import io.kubemeter.apiserver.auth.Authenticator;
import io.kubemeter.apiserver.auth.Authorizer;
import io.kubemeter.apiserver.auth.Impersonation;
import io.kubemeter.apiserver.auth.MeteredAuthenticator;
import io.kubemeter.apiserver.auth.MeteredAuthorizer;
import io.kubemeter.telemetry.RequestTelemetry;
import java.util.function.LongSupplier;

/**
 * Makes the way of requests for each of our ports: who is believed there differs, what they may and
 * how it is counted does not.
 */
final class RequestChains {
    private final Impersonation impersonation;
    private final Authorizer authorizer;
    private final InFlight inFlight;
    private final RequestTelemetry telemetry;
    private final RequestMeter meter;
    private final LongSupplier nanos;

    RequestChains(
            Authorizer authorizer,
            InFlight inFlight,
            RequestTelemetry telemetry,
            LongSupplier nanos) {
        this.impersonation = new Impersonation(authorizer, telemetry.impersonations(), nanos);
        this.authorizer = new MeteredAuthorizer(authorizer, telemetry, nanos);
        this.inFlight = inFlight;
        this.telemetry = telemetry;
        this.meter = new RequestMeter(telemetry, nanos);
        this.nanos = nanos;
    }

    /** Counts the requests of all ports. */
    RequestMeter meter() {
        return meter;
    }

    /** A way that ends at these routes. */
    RequestChain of(Authenticator believed, Routes routes, Diagnostics diagnostics) {
        return new RequestChain(
                new RequestChain.Guards(
                        new MeteredAuthenticator(believed, telemetry, nanos),
                        impersonation,
                        authorizer),
                routes,
                inFlight,
                meter,
                diagnostics);
    }
}
