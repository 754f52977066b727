package io.kubemeter.simulator.scenario;

import io.kubemeter.simulator.kube.CertificateRequests;
import io.kubemeter.simulator.kubelet.Fault;
import io.kubemeter.simulator.pki.Authority;
import io.kubemeter.simulator.pki.CertificateOrder;
import io.kubemeter.simulator.pki.CertificateOrder.Purpose;
import io.kubemeter.simulator.pki.CertificateOrder.Validity;
import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.world.SimulatedNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Kubelets that cannot prove who they are. */
final class CertificateScenarios {
    private static final Duration DAY = Duration.ofDays(1);

    private CertificateScenarios() {}

    static List<Scenario> all() {
        return Stream.of(unproven(), wrong()).flatMap(List::stream).toList();
    }

    /** No certificate, or one that nobody vouches for. */
    private static List<Scenario> unproven() {
        return List.of(
                new Scenario(
                        "s1-pending-csr",
                        "the kubelet waits for its certificate: TLS alert 80",
                        Expectation.node("csr_pending"),
                        new Unsigned("")),
                new Scenario(
                        "s1-denied-csr",
                        "the kubelet's request for a certificate was denied",
                        Expectation.node("csr_denied"),
                        new Unsigned("Denied")),
                Scenario.fault(
                        "s1-no-tls",
                        "the kubelet speaks HTTP where TLS is expected",
                        Expectation.node("tls_failed"),
                        new Fault.Plain()),
                shows(
                        "s1-self-signed",
                        "the kubelet made its own certificate",
                        "self_signed",
                        (node, pki) -> pki.kubeletSelfSigned(node.name())),
                shows(
                        "s1-unknown-issuer",
                        "the right names, signed by an unknown authority",
                        "issuer_untrusted",
                        (node, pki) ->
                                Authority.create("other-ca", pki.cluster().validity())
                                        .issue(order(node, pki))),
                shows(
                        "s1-other-node",
                        "the certificate is another node's",
                        "other_node",
                        (node, pki) ->
                                pki.kubeletServing(
                                        "other-than-" + node.name(), List.of("127.200.0.1"))));
    }

    /** Certificates of the right authority with the wrong words. */
    private static List<Scenario> wrong() {
        return List.of(
                ordered(
                        "s1-wrong-name",
                        "the certificate names nobody whom we know",
                        "name_mismatch",
                        (order, _) ->
                                new CertificateOrder(
                                        "somebody",
                                        List.of(),
                                        List.of("elsewhere"),
                                        List.of(),
                                        order.purpose(),
                                        order.validity())),
                ordered(
                        "s1-expired",
                        "the certificate expired yesterday",
                        "certificate_expired",
                        (order, now) ->
                                order.validity(
                                        new Validity(
                                                now.minus(DAY.multipliedBy(2)), now.minus(DAY)))),
                ordered(
                        "s1-not-yet-valid",
                        "the certificate is valid from tomorrow on",
                        "certificate_expired",
                        (order, now) ->
                                order.validity(
                                        new Validity(
                                                now.plus(DAY), now.plus(DAY.multipliedBy(9))))),
                ordered(
                        "s1-not-server-auth",
                        "the certificate is meant for clients",
                        "not_server_auth",
                        (order, _) -> order.purpose(Purpose.CLIENT)));
    }

    private static Scenario shows(
            String name, String story, String reason, Fault.CertificateSource source) {
        return Scenario.fault(name, story, Expectation.node(reason), new Fault.Shows(source));
    }

    private static Scenario ordered(
            String name,
            String story,
            String reason,
            BiFunction<CertificateOrder, Instant, CertificateOrder> change) {
        return new Scenario(
                name,
                story,
                Expectation.node(reason),
                stage -> {
                    Instant now = stage.world().clock().instant();
                    return stage.inject(
                            new Fault.Shows((node, pki) ->
                                    pki.cluster().issue(change.apply(order(node, pki), now))));
                });
    }

    private static CertificateOrder order(SimulatedNode node, ClusterPki pki) {
        return pki.kubeletOrder(node.name(), List.of(node.address()));
    }

    /**
     * The kubelet has no certificate and ends every handshake. Where there is an API server, its
     * request is found there, and whoever approves it has mended the kubelet.
     *
     * @param decision what was decided already; empty for nothing
     */
    private record Unsigned(String decision) implements Scenario.Script {
        private static final int INTERNAL_ERROR = 80;

        @Override
        public CompletableFuture<Void> start(Stage stage) {
            if (stage.around() != null) {
                CertificateRequests requests = stage.cluster().objects().certificateRequests();
                requests.ask(name(stage), stage.victim(), stage::heal);
                if (!decision.isEmpty()) {
                    requests.decide(name(stage), decision, "NotWanted", "not in this cluster");
                }
            }
            return stage.inject(new Fault.Alerted(INTERNAL_ERROR));
        }

        @Override
        public CompletableFuture<Void> stop(Stage stage) {
            if (stage.around() != null) {
                stage.cluster().objects().certificateRequests().withdraw(name(stage));
            }
            return stage.heal();
        }

        private static String name(Stage stage) {
            return "csr-" + stage.victim();
        }
    }
}
