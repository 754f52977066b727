package io.kubemeter.bench;

import io.kubemeter.simulator.kubelet.KubeletFleet;
import io.kubemeter.simulator.kubelet.KubeletTransport;
import io.kubemeter.simulator.kubelet.TokenAuthority;
import io.kubemeter.simulator.pki.Account;
import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.world.Refresh;
import io.kubemeter.simulator.world.World;
import io.kubemeter.simulator.world.WorldShape;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;

/**
 * Fake kubelets in a process of their own, so that what they take is not counted as ours.
 *
 * @param process theirs
 * @param port where all of them listen
 * @param roots who has signed their certificates
 */
record SeparateKubelets(Process process, int port, List<X509Certificate> roots)
        implements AutoCloseable {
    private static final int CONTAINERS = 2;

    /** Every scrape finds new samples, however often it comes. */
    private static final Refresh REFRESH = new Refresh(100, 150, 200);

    /** Starts so many; they end with this process. */
    static SeparateKubelets start(int nodes, int pods) throws IOException, CertificateException {
        Process process =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-XX:+UseSerialGC",
                                "-Xmx1g",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SeparateKubelets.class.getName(),
                                Integer.toString(nodes),
                                Integer.toString(pods))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        BufferedReader told = process.inputReader(StandardCharsets.US_ASCII);
        String port = told.readLine();
        String root = told.readLine();
        if (port == null || root == null) {
            throw new IOException("the kubelets did not start");
        }
        X509Certificate certificate =
                (X509Certificate)
                        CertificateFactory.getInstance("X.509")
                                .generateCertificate(
                                        new ByteArrayInputStream(Base64.getDecoder().decode(root)));
        return new SeparateKubelets(process, Integer.parseInt(port), List.of(certificate));
    }

    /** The process itself: says its port and its authority, and runs until its input ends. */
    public static void main(String[] args) throws Exception {
        InstantSource clock = InstantSource.system();
        WorldShape shape =
                new WorldShape(
                        Integer.parseInt(args[0]),
                        Integer.parseInt(args[1]),
                        CONTAINERS,
                        1,
                        REFRESH,
                        0);
        ClusterPki pki = ClusterPki.create(clock);
        EventLoopGroup loops =
                new MultiThreadIoEventLoopGroup(
                        1,
                        Epoll.isAvailable()
                                ? EpollIoHandler.newFactory()
                                : NioIoHandler.newFactory());
        try (KubeletFleet fleet =
                KubeletFleet.start(
                        World.of(shape, clock),
                        pki,
                        new Anyone(),
                        KubeletTransport.sockets(loops))) {
            fleet.issueCertificates();
            System.out.println(fleet.port());
            System.out.println(
                    Base64.getEncoder().encodeToString(pki.cluster().certificate().getEncoded()));
            while (System.in.read() >= 0) {
                // Whatever is said: only the end counts.
            }
        }
        System.exit(0);
    }

    @Override
    public void close() {
        process.destroy();
    }

    /** Knows every token and allows everything. */
    private static final class Anyone implements TokenAuthority {
        @Override
        public Account authenticate(String token) {
            return Account.serviceAccount("kube-system", "metrics-server", "u-1");
        }

        @Override
        public boolean authorize(Account account, String verb, String node, String subresource) {
            return true;
        }
    }
}
