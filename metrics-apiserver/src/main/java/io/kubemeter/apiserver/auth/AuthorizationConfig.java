package io.kubemeter.apiserver.auth;

import java.time.Duration;
import java.util.List;

/**
 * How callers are allowed or refused.
 *
 * @param alwaysAllowPaths paths that anybody may see; one that ends with a star is a prefix
 * @param allowMemory how long a yes is believed without asking again
 * @param denyMemory how long a no is believed without asking again
 * @param staleAllow how long a yes is believed while nobody can be asked; zero for not at all
 */
public record AuthorizationConfig(
        List<String> alwaysAllowPaths,
        Duration allowMemory,
        Duration denyMemory,
        Duration staleAllow) {
    /** Upstream's defaults, and 5 minutes for a yes while reviews fail. */
    public static final AuthorizationConfig DEFAULT =
            new AuthorizationConfig(
                    List.of("/healthz", "/readyz", "/livez"),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(5));

    public AuthorizationConfig {
        alwaysAllowPaths = List.copyOf(alwaysAllowPaths);
    }
}
