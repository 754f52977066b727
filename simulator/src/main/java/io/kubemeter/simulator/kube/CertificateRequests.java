package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.kube.CertificateRequest.Condition;
import io.kubemeter.simulator.wire.JsonTree;
import io.kubemeter.simulator.wire.ProtobufMessage;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Kubelets' requests for serving certificates, and what becomes of them: whoever may approves or
 * denies them, and the signer signs at once what is approved.
 *
 * <p><b>Owner:</b> any thread; decisions are made one after the other under its lock.
 */
public final class CertificateRequests {
    private static final int MOST_HISTORY = 1_000;
    private static final String SIGNED =
            "-----BEGIN CERTIFICATE-----\nc2ltdWxhdGVk\n-----END CERTIFICATE-----\n";

    private final ObjectStore<CertificateRequest> store =
            new ObjectStore<>(new CertificateRequestShape(), MOST_HISTORY);
    private final Map<String, Runnable> whenSigned = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final LongSupplier versions;

    CertificateRequests(InstantSource clock, LongSupplier versions) {
        this.clock = clock;
        this.versions = versions;
    }

    ObjectStore<CertificateRequest> store() {
        return store;
    }

    /**
     * A kubelet asks; one of that name is replaced.
     *
     * @param signed runs when it has its certificate
     */
    public synchronized void ask(String name, String node, Runnable signed) {
        whenSigned.put(name, signed);
        store.put(
                new CertificateRequest(
                        name, node, clock.millis(), versions.getAsLong(), List.of(), ""));
    }

    /** Somebody decides: {@code Denied} or {@code Failed}, or {@code Approved} and never signed. */
    public synchronized void decide(String name, String type, String reason, String message) {
        Stored<CertificateRequest> asked = store.find("", name);
        if (asked == null) {
            throw new IllegalArgumentException("request: " + name + " (expected: an existing one)");
        }
        put(asked.object(), new Condition(type, reason, message, clock.millis()), "");
    }

    /** The kubelet does not ask any more. */
    public synchronized void withdraw(String name) {
        whenSigned.remove(name);
        Stored<CertificateRequest> asked = store.find("", name);
        if (asked != null) {
            store.delete(asked.object());
        }
    }

    /**
     * Takes the approval or denial that somebody has put, if there is such a request.
     *
     * @throws IllegalArgumentException if the body is none
     */
    void decide(String name, byte[] body) {
        Runnable signed;
        synchronized (this) {
            Stored<CertificateRequest> asked = store.find("", name);
            signed = asked == null ? null : decided(asked.object(), body);
        }
        if (signed != null) {
            signed.run();
        }
    }

    private @Nullable Runnable decided(CertificateRequest asked, byte[] body) {
        Runnable signed = null;
        CertificateRequest now = asked;
        for (Condition each : conditions(body)) {
            if (!now.is(each.type())) {
                boolean approved = each.type().equals("Approved") && now.conditions().isEmpty();
                now = put(now, each, approved ? SIGNED : now.certificate());
                signed = approved ? whenSigned.get(now.name()) : signed;
            }
        }
        return signed;
    }

    private List<Condition> conditions(byte[] body) {
        long now = clock.millis();
        if (ProtobufMessage.isEnvelope(body)) {
            return ProtobufMessage.ofEnvelope(body).message(3).messages(1).stream()
                    .map(it -> new Condition(it.text(1), it.text(2), it.text(3), now))
                    .toList();
        }
        Map<String, Object> status = JsonTree.child(JsonTree.parse(body), "status");
        return JsonTree.children(status, "conditions").stream()
                .map(it ->
                        new Condition(
                                JsonTree.text(it, "type"),
                                JsonTree.text(it, "reason"),
                                JsonTree.text(it, "message"),
                                now))
                .toList();
    }

    private CertificateRequest put(CertificateRequest asked, Condition more, String certificate) {
        CertificateRequest now = asked.with(more, certificate, versions.getAsLong());
        store.put(now);
        return now;
    }
}
