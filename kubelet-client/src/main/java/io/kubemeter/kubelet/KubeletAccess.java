package io.kubemeter.kubelet;

import org.jspecify.annotations.Nullable;

/**
 * What opens a kubelet's door. Both are looked at for each connection and each request, so a change
 * is taken up at once; with a client certificate no token is ever sent.
 *
 * @param token the bearer token, or null without one
 * @param tls trusted roots and the client certificate
 */
public record KubeletAccess(Reloadable<@Nullable BearerToken> token, Reloadable<KubeletTls> tls) {}
