package io.kubemeter.simulator.pki;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Mints bearer tokens that look like a ServiceAccount's and remembers whose they are.
 *
 * <p><b>Owner:</b> any thread.
 */
public final class TokenMint {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();

    private TokenMint(InstantSource clock) {
        this.clock = clock;
    }

    private record Grant(Account account, Instant expires) {}

    public static TokenMint of(InstantSource clock) {
        return new TokenMint(clock);
    }

    public String mint(Account account, Duration life) {
        Instant expires = clock.instant().plus(life);
        byte[] signature = new byte[64];
        random.nextBytes(signature);
        String token =
                encoded("{\"alg\":\"ES256\",\"kid\":\"simulated\"}")
                        + "."
                        + encoded(
                                "{\"exp\":"
                                        + expires.getEpochSecond()
                                        + ",\"sub\":\""
                                        + account.user()
                                        + "\"}")
                        + "."
                        + BASE64.encodeToString(signature);
        grants.put(token, new Grant(account, expires));
        return token;
    }

    /** Makes a token of one's own choice valid. */
    public void accept(String token, Account account) {
        grants.put(token, new Grant(account, Instant.MAX));
    }

    public void revoke(String token) {
        grants.remove(token);
    }

    /** Whose token it is, or {@code null} when it is unknown or expired. */
    public @Nullable Account account(String token) {
        Grant grant = grants.get(token);
        return grant == null || grant.expires().isBefore(clock.instant()) ? null : grant.account();
    }

    private static String encoded(String json) {
        return BASE64.encodeToString(json.getBytes(UTF_8));
    }
}
