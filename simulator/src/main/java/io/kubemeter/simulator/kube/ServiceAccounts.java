package io.kubemeter.simulator.kube;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kubemeter.simulator.http.Exchange;
import io.kubemeter.simulator.pki.Account;
import io.kubemeter.simulator.pki.TokenMint;
import io.kubemeter.simulator.wire.JsonTree;
import io.kubemeter.simulator.wire.JsonWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The cluster's ServiceAccounts, as far as their tokens go: the subresource {@code token} makes
 * one.
 *
 * <p><b>Owner:</b> any thread.
 */
public final class ServiceAccounts {
    private static final int MOST_BODY_BYTES = 1 << 20;
    private static final long LEAST_SECONDS = 600;
    private static final long USUAL_SECONDS = 3_600;

    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final TokenMint mint;
    private final InstantSource clock;

    ServiceAccounts(TokenMint mint, InstantSource clock) {
        this.mint = mint;
        this.clock = clock;
    }

    /** Makes an account that has no rights yet. */
    public Account create(String namespace, String name) {
        names.add(namespace + "/" + name);
        return account(namespace, name);
    }

    private static Account account(String namespace, String name) {
        byte[] key = (namespace + "/" + name).getBytes(UTF_8);
        return Account.serviceAccount(namespace, name, UUID.nameUUIDFromBytes(key).toString());
    }

    /** Answers a TokenRequest. */
    void token(Exchange exchange, RequestRoute.Resource of) {
        if (!names.contains(of.namespace() + "/" + of.name())) {
            Answers.failure(exchange, Failure.notFound(of));
            return;
        }
        exchange.readBody(
                MOST_BODY_BYTES,
                body -> {
                    try {
                        issue(exchange, of, body);
                    } catch (IllegalArgumentException e) {
                        Answers.failure(
                                exchange, Failure.badRequest(String.valueOf(e.getMessage())));
                    }
                });
    }

    private void issue(Exchange exchange, RequestRoute.Resource of, byte[] body) {
        Map<String, Object> spec = JsonTree.child(JsonTree.parse(body), "spec");
        String asked = JsonTree.text(spec, "expirationSeconds");
        long seconds = asked.isEmpty() ? USUAL_SECONDS : Long.parseLong(asked);
        if (seconds < LEAST_SECONDS) {
            Answers.failure(
                    exchange,
                    Failure.of(
                            422,
                            "Invalid",
                            "TokenRequest \"\" is invalid: spec.expirationSeconds: Invalid value: "
                                    + seconds
                                    + ": may not specify a duration less than 10 minutes"));
            return;
        }
        Account account = account(of.namespace(), of.name());
        String token = mint.mint(account, Duration.ofSeconds(seconds));
        JsonWriter json = new JsonWriter();
        json.object();
        json.kind("authentication.k8s.io/v1", "TokenRequest");
        json.begin(1, "metadata");
        json.text(1, "name", of.name());
        json.text(3, "namespace", of.namespace());
        json.end();
        json.begin(2, "spec");
        json.integer(4, "expirationSeconds", seconds);
        json.end();
        json.begin(3, "status");
        json.text(1, "token", token);
        json.time(2, "expirationTimestamp", clock.millis() + seconds * 1_000);
        json.end();
        json.end();
        Answers.json(exchange, 201, json.toArray());
    }
}
