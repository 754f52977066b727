package io.kubemeter.kubelet;

import io.kubemeter.kubelet.ScrapeOutcome.Failed;
import io.kubemeter.model.Reason;
import org.jspecify.annotations.Nullable;

/** Says why a kubelet shows no certificate, by what became of its request for one. */
final class MissingCertificate {
    private MissingCertificate() {}

    /**
     * @param request its newest request, or null if none is known
     * @param detail what was seen in the handshake
     */
    static Failed of(@Nullable ServingRequest request, String detail) {
        if (request == null) {
            return new Failed(Reason.CSR_PENDING, detail);
        }
        String named = detail + " csr=" + request.name();
        return switch (request.state()) {
            case PENDING ->
                    new Failed(
                            Reason.CSR_PENDING,
                            named + " repair='kubectl certificate approve " + request.name() + "'");
            case UNSIGNED -> new Failed(Reason.CSR_DENIED, named + " approved, not signed");
            case REFUSED ->
                    new Failed(Reason.CSR_DENIED, named + " condition='" + request.detail() + "'");
            case ISSUED -> new Failed(Reason.CSR_PENDING, named + " issued, not shown yet");
        };
    }
}
