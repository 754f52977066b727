package io.kubemeter.apiserver.auth;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How callers are recognised.
 *
 * @param clientCaFile {@code --client-ca-file}, instead of the ConfigMap's
 * @param requestHeader the {@code --requestheader-*} flags, instead of the ConfigMap's; counts only
 *     as a whole
 * @param skipLookup whether the ConfigMap is not read at all
 * @param tolerateLookupFailure whether we are ready although the ConfigMap could not be read
 * @param tokenMemory how long the outcome of a TokenReview is believed
 */
public record AuthenticationConfig(
        @Nullable Path clientCaFile,
        @Nullable RequestHeader requestHeader,
        boolean skipLookup,
        boolean tolerateLookupFailure,
        Duration tokenMemory) {
    /** Upstream's defaults: everything from the ConfigMap, tokens believed for 10 s. */
    public static final AuthenticationConfig DEFAULT =
            new AuthenticationConfig(null, null, false, false, Duration.ofSeconds(10));

    /**
     * The {@code --requestheader-*} flags.
     *
     * @param clientCaFile who signs the aggregator's client certificate
     * @param allowedNames the common names that it may have; empty means any
     * @param usernameHeaders the headers that name the user
     * @param uidHeaders the headers with the user's uid
     * @param groupHeaders the headers that name groups
     * @param extraHeadersPrefix what the headers with further facts begin with
     */
    public record RequestHeader(
            Path clientCaFile,
            List<String> allowedNames,
            List<String> usernameHeaders,
            List<String> uidHeaders,
            List<String> groupHeaders,
            List<String> extraHeadersPrefix) {}
}
