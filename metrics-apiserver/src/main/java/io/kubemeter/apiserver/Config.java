package io.kubemeter.apiserver;

import io.kubemeter.kubelet.KubeletConfig;
import io.kubemeter.store.StoreRules;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything that {@code kubemeter serve} needs to know before it starts. Checked, with no file
 * read and no port opened yet.
 *
 * @param kube the ways to kube-apiserver
 * @param kubelets how kubelets are scraped
 * @param kubeletFiles files that change how kubelets are trusted and shown who we are
 * @param targets where a Node is dialled
 * @param nodeSelector label selector of the Nodes to scrape; empty for all
 * @param store what is kept, and for how long
 * @param serving where and how we listen
 * @param authentication who callers are
 * @param authorization what they may do
 */
record Config(
        KubeFiles kube,
        KubeletConfig kubelets,
        KubeletFiles kubeletFiles,
        NodeTargets targets,
        String nodeSelector,
        StoreRules store,
        Serving serving,
        Authentication authentication,
        Authorization authorization) {

    /**
     * The ways to kube-apiserver: empty means the next less special one, and at last the mounted
     * ServiceAccount.
     *
     * @param main for lists, watches and, as a base, kubelets
     * @param authentication for TokenReviews and the ConfigMap
     * @param authorization for SubjectAccessReviews
     */
    record KubeFiles(
            Optional<Path> main, Optional<Path> authentication, Optional<Path> authorization) {}

    /**
     * Files of the way to kubelets.
     *
     * @param authority CA certificates of kubelets
     * @param clientCertificate shown instead of a token
     * @param clientKey its key
     */
    record KubeletFiles(
            Optional<Path> authority, Optional<Path> clientCertificate, Optional<Path> clientKey) {}

    /**
     * Where and how we listen.
     *
     * @param address the address; unspecified means all
     * @param port the port; 0 takes a free one
     * @param certificateDirectory where a pair is kept or made
     * @param certificate the chain and
     * @param key the key, given together or not at all
     * @param http2 whether HTTP/2 is spoken
     * @param tls13Only whether TLS 1.2 is refused
     * @param streamsPerConnection concurrent HTTP/2 streams
     * @param requestTimeout longest time for one answer and for the drain
     * @param shutdownDelay how long to go on serving after SIGTERM
     * @param maxReads reads under way at once; 0 for no bound
     * @param maxWrites other requests under way at once; 0 for no bound
     */
    record Serving(
            InetAddress address,
            int port,
            Path certificateDirectory,
            Optional<Path> certificate,
            Optional<Path> key,
            boolean http2,
            boolean tls13Only,
            int streamsPerConnection,
            Duration requestTimeout,
            Duration shutdownDelay,
            int maxReads,
            int maxWrites) {}

    /**
     * Who callers are.
     *
     * @param lookUp whether the extension-apiserver-authentication ConfigMap is read
     * @param requireLookUp whether we are unready until it has been read
     * @param tokenTtl how long a TokenReview is believed
     * @param clientAuthority CA file of client certificates
     * @param frontProxy how the aggregator speaks for others, when flags say it
     */
    record Authentication(
            boolean lookUp,
            boolean requireLookUp,
            Duration tokenTtl,
            Optional<Path> clientAuthority,
            Optional<FrontProxy> frontProxy) {}

    /**
     * How the aggregator speaks for others.
     *
     * @param authority CA file of its client certificate
     * @param allowedNames names that the certificate may carry; empty for any
     * @param userHeaders headers with the user's name
     * @param groupHeaders headers with groups
     * @param uidHeaders headers with the uid
     * @param extraPrefixes prefixes of headers with further facts
     */
    record FrontProxy(
            Path authority,
            List<String> allowedNames,
            List<String> userHeaders,
            List<String> groupHeaders,
            List<String> uidHeaders,
            List<String> extraPrefixes) {}

    /**
     * What callers may do.
     *
     * @param alwaysAllowPaths paths that anyone may read
     * @param allowTtl how long an allow is believed
     * @param denyTtl how long a deny is believed
     * @param staleAllow how long an allow outlives its review while reviews fail
     */
    record Authorization(
            List<String> alwaysAllowPaths,
            Duration allowTtl,
            Duration denyTtl,
            Duration staleAllow) {}
}
