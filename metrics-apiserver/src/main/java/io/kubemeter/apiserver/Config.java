package io.kubemeter.apiserver;

import io.kubemeter.apiserver.auth.AuthenticationConfig;
import io.kubemeter.apiserver.auth.AuthorizationConfig;
import io.kubemeter.apiserver.http.AnswerRules;
import io.kubemeter.kubelet.KubeletConfig;
import io.kubemeter.store.StoreRules;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
        AuthenticationConfig authentication,
        AuthorizationConfig authorization) {

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
     * @param tokenAccount namespace and name of the ServiceAccount whose tokens are made and shown
     *     instead of our own
     */
    record KubeletFiles(
            Optional<Path> authority,
            Optional<Path> clientCertificate,
            Optional<Path> clientKey,
            Optional<String> tokenAccount) {}

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
     * @param diagnostics whether thread dumps and the like are answered
     * @param named certificates for those who ask for certain names
     * @param answers what all answers have in common
     * @param ownPorts present where only the aggregator is let in, so that others need ports of
     *     their own
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
            int maxWrites,
            boolean diagnostics,
            List<SniPair> named,
            AnswerRules answers,
            Optional<OwnPorts> ownPorts) {}

    /**
     * Where we tell of ourselves while the port of the API is the aggregator's alone.
     *
     * @param probes where kubelets probe us; empty for nowhere
     * @param metrics where our own metrics and diagnostics are; empty for nowhere
     */
    record OwnPorts(Optional<InetSocketAddress> probes, Optional<InetSocketAddress> metrics) {}
}
