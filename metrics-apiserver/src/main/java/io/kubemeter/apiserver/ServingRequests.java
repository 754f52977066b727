package io.kubemeter.apiserver;

import io.kubemeter.apiserver.kube.ApiException;
import io.kubemeter.apiserver.kube.CertificateRequest;
import io.kubemeter.apiserver.kube.CertificateRequests;
import io.kubemeter.apiserver.kube.KubeApi;
import io.kubemeter.kubelet.ServingRequest;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.Reason;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks up what became of kubelets' requests for serving certificates, where we have the right to.
 * One list serves all nodes that ask within a while; a right that is absent is logged once and not
 * asked for again for some minutes.
 *
 * <p><b>Owner:</b> nobody: any thread asks; what is shared is guarded by this object.
 */
final class ServingRequests {
    private static final Logger LOG = LoggerFactory.getLogger(ServingRequests.class);
    private static final String NODE_PREFIX = "system:node:";
    private static final long KEPT_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long REFUSED_NANOS = Duration.ofMinutes(10).toNanos();

    private final KubeApi api;
    private final Executor threads;
    private final LongSupplier nanos;
    private CompletableFuture<Map<String, CertificateRequest>> newest =
            CompletableFuture.completedFuture(Map.of());
    private long keptUntilNanos;
    private boolean told;

    /**
     * @param threads runs what blocks
     */
    ServingRequests(KubeApi api, Executor threads, LongSupplier nanos) {
        this.api = api;
        this.threads = threads;
        this.nanos = nanos;
        this.keptUntilNanos = nanos.getAsLong();
    }

    /** The newest request of a node's kubelet, or null. */
    CompletionStage<@Nullable ServingRequest> of(NodeName node) {
        return current().thenApply(all -> read(all.get(NODE_PREFIX + node.value())));
    }

    private synchronized CompletableFuture<Map<String, CertificateRequest>> current() {
        long now = nanos.getAsLong();
        if (newest.isDone() && now - keptUntilNanos >= 0) {
            keptUntilNanos = now + KEPT_NANOS;
            CompletableFuture<Map<String, CertificateRequest>> asked = new CompletableFuture<>();
            newest = asked;
            threads.execute(() -> asked.complete(list()));
        }
        return newest;
    }

    private Map<String, CertificateRequest> list() {
        try {
            return newest(CertificateRequests.list(api));
        } catch (ApiException e) {
            refused(e);
            return Map.of();
        } catch (RuntimeException e) {
            LOG.error("Cannot read certificate signing requests", e);
            return Map.of();
        }
    }

    private synchronized void refused(ApiException e) {
        if (e.problem().reason() != Reason.API_FORBIDDEN) {
            return;
        }
        keptUntilNanos = nanos.getAsLong() + REFUSED_NANOS;
        if (!told) {
            told = true;
            LOG.atInfo()
                    .addKeyValue("code", e.problem().reason().code())
                    .addKeyValue("err", e.problem().detail())
                    .log("Certificate signing requests of kubelets cannot be named");
        }
    }

    private static Map<String, CertificateRequest> newest(List<CertificateRequest> all) {
        Map<String, CertificateRequest> byNode = new HashMap<>();
        for (CertificateRequest each : all) {
            byNode.merge(
                    each.requester(),
                    each,
                    (one, other) ->
                            one.createdAt().compareTo(other.createdAt()) >= 0 ? one : other);
        }
        return byNode;
    }

    private static @Nullable ServingRequest read(@Nullable CertificateRequest request) {
        if (request == null) {
            return null;
        }
        ServingRequest.State state =
                switch (request.condition()) {
                    case "Denied", "Failed" -> ServingRequest.State.REFUSED;
                    case "Approved" ->
                            request.issued()
                                    ? ServingRequest.State.ISSUED
                                    : ServingRequest.State.UNSIGNED;
                    default -> ServingRequest.State.PENDING;
                };
        String said =
                state == ServingRequest.State.REFUSED
                        ? request.condition() + " " + request.message()
                        : "";
        return new ServingRequest(request.name(), state, said);
    }
}
