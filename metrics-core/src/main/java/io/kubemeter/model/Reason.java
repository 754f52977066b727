package io.kubemeter.model;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Why a number is missing or old: the one closed vocabulary for logs, metric labels, events, probes
 * and API messages.
 *
 * <p>The {@linkplain #code() KM number} is what people search for and is never reused. The
 * {@linkplain #label() label} is the constant in lower case. In a sentence or repair, {@code <n>}
 * stands for the node, {@code <c>} for a CertificateSigningRequest, {@code <p>} for namespace/pod
 * and {@code <s>} for seconds.
 */
public enum Reason {
    ISSUER_UNTRUSTED(
            101,
            Scope.NODE,
            "The kubelet's certificate is signed by an authority that we do not know",
            "give that CA by --kubelet-certificate-authority, or enable serverTLSBootstrap on <n>"),
    NAME_MISMATCH(
            102,
            Scope.NODE,
            "The certificate carries neither the Node's name nor any of its addresses",
            "re-issue it: delete the kubelet's serving certificate and approve the new CSR"),
    CERTIFICATE_EXPIRED(
            103,
            Scope.NODE,
            "The certificate is expired or not valid yet",
            "rotate it; compare both clocks first"),
    NOT_SERVER_AUTH(
            104,
            Scope.NODE,
            "The certificate is not meant for servers",
            "re-issue with server auth"),
    SELF_SIGNED(
            106,
            Scope.NODE,
            "The kubelet shows its self-signed certificate (issuer <n>-ca@…)",
            "set serverTLSBootstrap: true in the kubelet's configuration, restart it, approve its CSR"),
    OTHER_NODE(
            107,
            Scope.NODE,
            "The certificate belongs to another node (system:node:<other>)",
            "check status.addresses of <n>: its address answers for another node"),
    CSR_PENDING(
            108,
            Scope.NODE,
            "The kubelet has no serving certificate yet: its CSR waits for approval (TLS alert 80)",
            "kubectl certificate approve <c>"),
    CSR_DENIED(
            109,
            Scope.NODE,
            "The kubelet's CSR was denied or failed, or is approved but not signed",
            "read the condition of <c>; check the signer"),
    UNAUTHENTICATED(
            110,
            Scope.NODE,
            "The kubelet refused our credential (401)",
            "enable webhook token authentication on <n>, or check token and audience"),
    FORBIDDEN(
            111,
            Scope.NODE,
            "The kubelet says that we may not (403): the rule that is missing is named",
            "apply the ClusterRole with nodes/metrics (and nodes/stats for the fall-back)"),
    NO_CREDENTIAL(
            112,
            Scope.API,
            "There is no token or client certificate to show",
            "mount a ServiceAccount token"),
    TLS_FAILED(
            119,
            Scope.NODE,
            "The TLS handshake failed in another way",
            "the alert or exception follows"),
    CONNECT_REFUSED(
            120,
            Scope.NODE,
            "Nothing listens at the node's address and port",
            "kubelet down, bound to 127.0.0.1, or another port"),
    NAME_UNRESOLVED(121, Scope.NODE, "The node's name does not resolve", "prefer InternalIP"),
    CONNECT_TIMEOUT(
            122,
            Scope.NODE,
            "No answer to the connection attempt, or no route",
            "firewall, NetworkPolicy, security group"),
    TIMEOUT(
            123,
            Scope.NODE,
            "The kubelet did not finish in time (the phase is named: TLS, head, body)",
            "raise the timeout for this pool, or look at the node's load"),
    NO_ADDRESS(
            124,
            Scope.NODE,
            "The Node has no address of a wanted type, or only a forbidden one",
            "check status.addresses and --kubelet-preferred-address-types"),
    CONNECTION_LOST(
            125,
            Scope.NODE,
            "The connection broke in the middle of an answer",
            "transient; look at the kubelet's log if it stays"),
    HTTP_STATUS(
            126,
            Scope.NODE,
            "The kubelet answered with a status that we do not expect",
            "the status and the start of the body follow"),
    REDIRECTED(
            127,
            Scope.NODE,
            "The kubelet tried to send us elsewhere; we do not follow",
            "treat as an incident"),
    NOT_SUPPORTED(
            128,
            Scope.NODE,
            "/metrics/resource does not exist here and the fall-back is not allowed",
            "--stats-summary=auto and the right nodes/stats"),
    NO_CONTAINERS(
            130,
            Scope.NODE,
            "The kubelet lists no containers, or only zeros",
            "cgroup driver or runtime mismatch on <n>"),
    CLOCK_SKEW(
            131,
            Scope.NODE,
            "The node's sample times are too far from our clock",
            "set the clock of <n> (offset follows)"),
    WRONG_CONTENT(
            132,
            Scope.NODE,
            "The answer is not metrics text (type or encoding)",
            "look for a proxy or portal in between"),
    TOO_LARGE(
            133,
            Scope.NODE,
            "The answer passed the size bound",
            "--max-scrape-bytes, if the node is honest"),
    MALFORMED(
            134,
            Scope.NODE,
            "A line of a family that we know cannot be read",
            "the line number follows; a kubelet bug"),
    SCRAPE_ERROR(
            135,
            Scope.NODE,
            "The kubelet itself reports that it could not collect",
            "look at the kubelet and the container runtime"),
    TOO_YOUNG(
            140,
            Scope.POD_AND_NODE,
            "The second sample is not there yet",
            "wait: about <s> seconds"),
    POD_UNKNOWN(
            141,
            Scope.POD,
            "The API server does not know this pod on this node (yet)",
            "none, if it is new"),
    POD_NOT_RUNNING(142, Scope.POD, "The pod is not running", "kubectl describe pod <p>"),
    FOREIGN_POD(
            143,
            Scope.POD,
            "Another node reported this pod: refused",
            "treat as an incident if it stays"),
    CONTAINER_MISSING(144, Scope.POD, "A container of the pod has no sample", "its name follows"),
    IMPOSSIBLE_VALUE(
            145, Scope.POD, "A value is negative, not a number or absurd", "its name follows"),
    STALE(
            146,
            Scope.POD_AND_NODE,
            "The last good sample is older than --max-sample-age",
            "see the node's reason"),
    API_UNREACHABLE(201, Scope.API, "kube-apiserver cannot be reached", "the cause follows"),
    API_FORBIDDEN(
            202,
            Scope.API,
            "kube-apiserver says that we may not: the rule follows",
            "apply the ClusterRole"),
    API_UNAUTHENTICATED(
            203,
            Scope.API,
            "kube-apiserver refused our token",
            "audience, expiry and issuer follow, never the token"),
    FRONT_PROXY_UNKNOWN(
            204,
            Scope.API,
            "The aggregator's certificate does not chain to the request-header CA",
            "compare with the ConfigMap"),
    FRONT_PROXY_NAME(
            205,
            Scope.API,
            "The aggregator's certificate has a name outside the allowed list",
            "the name and the list follow"),
    REVIEW_FAILED(
            206,
            Scope.API,
            "TokenReview or SubjectAccessReview failed",
            "apply system:auth-delegator"),
    CA_OVERLAP(
            207,
            Scope.API,
            "Front-proxy CA and client CA are the same and any name is allowed: headers are not believed",
            "separate the CAs");

    /** What a reason explains. */
    public enum Scope {
        /** One node's scrape. */
        NODE,
        /** One pod's numbers. */
        POD,
        /** A pod's or a node's numbers. */
        POD_AND_NODE,
        /** The service as a whole, or its way to kube-apiserver. */
        API
    }

    /** A remark in parentheses that holds a placeholder. */
    private static final Pattern REMARK = Pattern.compile(" \\([^()]*<[a-z]+>[^()]*\\)");

    private final int number;
    private final Scope scope;
    private final String sentence;
    private final String repair;
    private final String label = name().toLowerCase(Locale.ROOT);

    Reason(int number, Scope scope, String sentence, String repair) {
        this.number = number;
        this.scope = scope;
        this.sentence = sentence;
        this.repair = repair;
    }

    /** The searchable code, as {@code KM110}. */
    public String code() {
        return "KM" + number;
    }

    /** The value of the {@code reason} label in metrics, as {@code unauthenticated}. */
    public String label() {
        return label;
    }

    /** What this reason explains. */
    public Scope scope() {
        return scope;
    }

    /** What is wrong, as a sentence without its full stop. */
    public String sentence() {
        return sentence;
    }

    /** The sentence about one node; remarks about what is not known here are left out. */
    public String sentence(String node) {
        return REMARK.matcher(sentence.replace("<n>", node)).replaceAll("");
    }

    /** The sentence about nobody in particular: without the remarks that name somebody. */
    public String plainSentence() {
        return REMARK.matcher(sentence).replaceAll("");
    }

    /** The command or sentence that ends it; may hold placeholders. */
    public String repair() {
        return repair;
    }

    /**
     * The command or sentence that ends it, for one node and pod.
     *
     * @param pod as {@code namespace/name}; empty where it is about a node
     * @param request the kubelet's CertificateSigningRequest; empty where it is not known, and then
     *     the way to find its name is told where a name is needed
     */
    public String repair(String node, String pod, String request) {
        int slash = pod.indexOf('/');
        String named =
                slash < 0 ? pod : "-n " + pod.substring(0, slash) + " " + pod.substring(slash + 1);
        String found = request.isEmpty() ? "CSR" : request;
        boolean sought = request.isEmpty() && repair.contains("<c>");
        return repair.replace("<n>", node)
                        .replace("<p>", named)
                        .replace("<s>", "20")
                        .replace("<c>", found)
                + (sought ? "; its name: kubectl get csr | grep system:node:" + node : "");
    }
}
