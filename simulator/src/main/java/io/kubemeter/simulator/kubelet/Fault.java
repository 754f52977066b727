package io.kubemeter.simulator.kubelet;

import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.pki.Credential;
import io.kubemeter.simulator.world.SimulatedNode;

/** One way in which a kubelet is broken, for as long as it is injected. */
public sealed interface Fault {
    /** Whether connections that already stand end when the fault comes or goes. */
    default boolean cutsConnections() {
        return true;
    }

    /** Nothing listens: connections are refused. */
    record Refused() implements Fault {}

    /** Connection attempts get no answer at all. Needs a listener of the node's own. */
    record Blackholed() implements Fault {}

    /** Connections are accepted, and then nothing is ever said. */
    record Silent() implements Fault {}

    /** The greeting of TLS is answered by a fatal alert: 80 is what a pending CSR looks like. */
    record Alerted(int description) implements Fault {}

    /** Speaks HTTP where TLS is expected. */
    record Plain() implements Fault {}

    /** Shows another certificate. */
    record Shows(CertificateSource source) implements Fault {}

    /** Answers requests in its own way; TLS and the standing connections are untouched. */
    record Answers(Answerer answerer) implements Fault {
        @Override
        public boolean cutsConnections() {
            return false;
        }
    }

    /** Makes the certificate that a kubelet is to show. */
    @FunctionalInterface
    interface CertificateSource {
        Credential credential(SimulatedNode node, ClusterPki pki);
    }

    /** Answers one request, on the connection's event loop, or leaves it without an answer. */
    @FunctionalInterface
    interface Answerer {
        void answer(Exchange exchange);
    }
}
