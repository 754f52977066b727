package io.kubemeter.simulator.pki;

import io.kubemeter.simulator.pki.CertificateOrder.Purpose;
import io.kubemeter.simulator.pki.CertificateOrder.Validity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The authorities of one simulated cluster and the certificates that its parts carry.
 *
 * <p><b>Owner:</b> any thread; only the mint and what was issued change.
 */
public final class ClusterPki {
    private static final Duration LIFE = Duration.ofDays(365);
    private static final Duration BACK = Duration.ofMinutes(5);

    private final InstantSource clock;
    private final Authority cluster;
    private final Authority frontProxy;
    private final TokenMint tokens;
    private final Map<CertificateOrder, Credential> serving = new ConcurrentHashMap<>();

    private ClusterPki(InstantSource clock) {
        this.clock = clock;
        Validity validity = validity(clock.instant());
        this.cluster = Authority.create("kubernetes", validity);
        this.frontProxy = Authority.create("front-proxy-ca", validity);
        this.tokens = TokenMint.of(clock);
    }

    public static ClusterPki create(InstantSource clock) {
        return new ClusterPki(clock);
    }

    /** Signs API servers, kubelets and client certificates; its PEM is kube-root-ca.crt. */
    public Authority cluster() {
        return cluster;
    }

    /** Signs the aggregator's client certificate and nothing else. */
    public Authority frontProxy() {
        return frontProxy;
    }

    public TokenMint tokens() {
        return tokens;
    }

    /**
     * What the kubelet-serving signer issues once a kubelet's request is approved: the same again
     * for the same kubelet.
     */
    public Credential kubeletServing(String node, List<String> addresses) {
        return serving.computeIfAbsent(kubeletOrder(node, addresses), cluster::issue);
    }

    /** The same, as an order: the wrong certificates of wrong kubelets are made from it. */
    public CertificateOrder kubeletOrder(String node, List<String> addresses) {
        return new CertificateOrder(
                "system:node:" + node,
                List.of("system:nodes"),
                List.of(node),
                addresses,
                Purpose.SERVER,
                cluster.validity());
    }

    /** What a kubelet makes for itself where serverTLSBootstrap is off. */
    public Credential kubeletSelfSigned(String node) {
        Instant now = clock.instant();
        String made = "@" + now.getEpochSecond();
        Validity validity = new Validity(now.minus(Duration.ofHours(1)), now.plus(LIFE));
        Authority own = Authority.create(node + "-ca" + made, validity);
        Credential leaf =
                own.issue(
                        new CertificateOrder(
                                node + made,
                                List.of(),
                                List.of(node),
                                List.of(),
                                Purpose.SERVER,
                                validity));
        return new Credential(leaf.key(), List.of(leaf.leaf(), own.certificate()));
    }

    /** A client certificate of the cluster: common name is the user, organizations its groups. */
    public Credential client(String user, List<String> groups) {
        return cluster.issueWithFreshKey(
                new CertificateOrder(
                        user, groups, List.of(), List.of(), Purpose.CLIENT, cluster.validity()));
    }

    /** The administrator's client certificate. */
    public Credential admin() {
        return client("kubernetes-admin", List.of("system:masters"));
    }

    /** What the aggregator shows to extension API servers. */
    public Credential frontProxyClient() {
        return frontProxy.issueWithFreshKey(
                new CertificateOrder(
                        "front-proxy-client",
                        List.of(),
                        List.of(),
                        List.of(),
                        Purpose.CLIENT,
                        frontProxy.validity()));
    }

    /** A kube-apiserver's serving certificate. */
    public Credential apiserver(List<String> dnsNames, List<String> addresses) {
        return cluster.issueWithFreshKey(
                new CertificateOrder(
                        "kube-apiserver",
                        List.of(),
                        dnsNames,
                        addresses,
                        Purpose.SERVER,
                        cluster.validity()));
    }

    private static Validity validity(Instant now) {
        return new Validity(now.minus(BACK), now.plus(LIFE));
    }
}
