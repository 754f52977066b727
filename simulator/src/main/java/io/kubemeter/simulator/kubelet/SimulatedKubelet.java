package io.kubemeter.simulator.kubelet;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kubemeter.simulator.pki.Account;
import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.pki.Credential;
import io.kubemeter.simulator.world.NodeUsage;
import io.kubemeter.simulator.world.SimulatedNode;
import io.kubemeter.simulator.world.SimulatedPod;
import io.kubemeter.simulator.world.World;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One node's kubelet: what it shows, what it knows and how it is broken.
 *
 * <p><b>Owner:</b> any thread; its loops read, whoever injects faults writes.
 */
public final class SimulatedKubelet {
    private final String name;
    private final String address;
    private final NodeUsage usage;
    private final World world;
    private final ClusterPki pki;
    private final TokenAuthority authority;
    private final byte[] processStart;
    private final LongAdder requests = new LongAdder();
    private final LongAdder sentBytes = new LongAdder();
    private volatile @Nullable Fault fault;
    private volatile @Nullable Shown shown;
    private volatile @Nullable Known known;

    SimulatedKubelet(SimulatedNode node, World world, ClusterPki pki, TokenAuthority authority) {
        this.name = node.name();
        this.address = node.address();
        this.usage = node.usage();
        this.world = world;
        this.pki = pki;
        this.authority = authority;
        this.processStart = Long.toString(node.usage().bootMillis() / 1000 + 30).getBytes(US_ASCII);
    }

    /** The rows made from one list of pods. */
    private record Known(List<SimulatedPod> pods, ResourceRows rows) {}

    public String name() {
        return name;
    }

    /** What it shows for as long as this fault lasts. */
    private record Shown(@Nullable Fault fault, Credential credential) {}

    /** Where it really listens, whatever the Node object says. */
    public String address() {
        return address;
    }

    /** How many requests were read, answered or not. */
    public long requests() {
        return requests.sum();
    }

    /** How many bytes of answers were sent, before TLS. */
    public long sentBytes() {
        return sentBytes.sum();
    }

    public @Nullable Fault fault() {
        return fault;
    }

    World world() {
        return world;
    }

    ClusterPki pki() {
        return pki;
    }

    NodeUsage usage() {
        return usage;
    }

    /** The value of Process-Start-Time-Unix: it tells one run of a kubelet from the next. */
    byte[] processStart() {
        return processStart;
    }

    void broken(@Nullable Fault newFault) {
        fault = newFault;
    }

    void requested() {
        requests.increment();
    }

    void sent(int bytes) {
        sentBytes.add(bytes);
    }

    /**
     * What it shows in the handshake, made when the first caller comes. A credential that was in
     * the making when the fault changed is not shown.
     */
    Credential credential() {
        Fault present = fault;
        Shown made = shown;
        if (made == null || !Objects.equals(made.fault(), present)) {
            made = new Shown(present, newCredential(present));
            shown = made;
        }
        return made.credential();
    }

    private Credential newCredential(@Nullable Fault present) {
        SimulatedNode node = world.node(name);
        if (node != null && present instanceof Fault.Shows(Fault.CertificateSource source)) {
            return source.credential(node, pki);
        }
        return pki.kubeletServing(name, List.of(address));
    }

    ResourceRows rows() {
        List<SimulatedPod> pods = world.podsOn(name);
        Known present = known;
        if (present == null || !present.pods().equals(pods)) {
            present = new Known(pods, ResourceRows.of(pods));
            known = present;
        }
        return present.rows();
    }

    @Nullable Account authenticate(String token) {
        return authority.authenticate(token);
    }

    boolean authorize(Account account, String verb, String subresource) {
        return authority.authorize(account, verb, name, subresource);
    }
}
