package io.kubemeter.apiserver.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.apiserver.auth.AuthResult.Authenticated;
import io.kubemeter.apiserver.auth.AuthResult.Unauthorized;
import io.kubemeter.apiserver.kube.ApiProblem;
import io.kubemeter.model.Reason;
import io.kubemeter.simulator.pki.ClusterPki;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Ports that believe certificates of one authority and nobody else. */
class CertificateDoorsTest {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));
    private static final ClusterPki PKI = ClusterPki.create(CLOCK);
    private static final ClusterPki RENEWED = ClusterPki.create(CLOCK);
    private static final String JANE = "X-Remote-User: jane";

    private final AtomicReference<CallerTrust> trust =
            new AtomicReference<>(trusting(PKI, "front-proxy-client"));
    private final AggregatorOnly aggregator = AggregatorOnly.of(trust::get, CLOCK);
    private final CertificateUsersOnly users = CertificateUsersOnly.of(trust::get, CLOCK);

    @Test
    void usersAreThoseWhomTheAggregatorNames() {
        known(
                aggregator,
                Request.with(PKI.frontProxyClient(), JANE, "X-Remote-Group: dev"),
                Identity.of("jane", "dev", "system:authenticated"));
        refused(aggregator, Request.with(PKI.frontProxyClient()));
        refused(aggregator, Request.with(PKI.frontProxyClient(), "Authorization: Bearer x"));
        refused(aggregator, Request.with(PKI.admin(), JANE));
        refused(aggregator, Request.without(JANE, "Authorization: Bearer x"));
    }

    @Test
    void aConnectionOutlivesNoTrust() {
        Request request = Request.with(PKI.frontProxyClient(), JANE);
        assertThat(aggregator.refusal(request.certificates())).isNull();
        trust.set(trusting(RENEWED, "front-proxy-client"));
        assertThat(aggregator.refusal(request.certificates())).startsWith("KM204");
        refused(aggregator, request);
        known(
                aggregator,
                Request.with(RENEWED.frontProxyClient(), JANE),
                Identity.of("jane", "system:authenticated"));
    }

    @Test
    void withoutAnAuthorityNobodyIsLetIn() {
        assertThat(aggregator.problem()).isNull();
        trust.set(CallerTrust.NOBODY);
        problem(Reason.FRONT_PROXY_UNKNOWN);
        assertThat(users.refusal(PKI.admin().chain())).contains("no authority is known");
        refused(users, Request.with(PKI.admin()));
        trust.set(
                new CallerTrust(
                        trusting(PKI).frontProxy(), List.of(PKI.frontProxy().certificate())));
        problem(Reason.CA_OVERLAP);
    }

    @Test
    void usersAreThoseWhomTheClientAuthoritySigned() {
        Request admin = Request.with(PKI.admin(), JANE, "Authorization: Bearer x");
        Identity known =
                ((Authenticated) users.authenticate(admin).toCompletableFuture().join()).identity();
        assertThat(known.user()).isEqualTo("kubernetes-admin");
        assertThat(known.groups()).containsExactly("system:masters", "system:authenticated");
        refused(users, Request.with(PKI.frontProxyClient(), JANE));
        refused(users, Request.with(RENEWED.admin()));
        refused(users, Request.without("Authorization: Bearer x"));
    }

    private void problem(Reason reason) {
        assertThat(aggregator.problem())
                .isNotNull()
                .extracting(ApiProblem::reason)
                .isEqualTo(reason);
        assertThat(aggregator.refusal(PKI.frontProxyClient().chain())).startsWith(reason.code());
        refused(aggregator, Request.with(PKI.frontProxyClient(), JANE));
    }

    private static void known(Authenticator door, Request request, Identity identity) {
        assertThat(door.authenticate(request).toCompletableFuture().join())
                .isEqualTo(new Authenticated(identity));
    }

    private static void refused(Authenticator door, Request request) {
        assertThat(door.authenticate(request).toCompletableFuture().join())
                .isInstanceOf(Unauthorized.class);
    }

    private static CallerTrust trusting(ClusterPki pki, String... names) {
        return new CallerTrust(
                new FrontProxyRules(
                        List.of(pki.frontProxy().certificate()),
                        List.of(names),
                        List.of("X-Remote-User"),
                        List.of(),
                        List.of("X-Remote-Group"),
                        List.of("X-Remote-Extra-")),
                List.of(pki.cluster().certificate()));
    }
}
