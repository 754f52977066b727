package io.kubemeter.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubemeter.apiserver.auth.AggregatorOnly;
import io.kubemeter.apiserver.auth.CallerTrust;
import io.kubemeter.apiserver.auth.FrontProxyRules;
import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.pki.Credential;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A port that demands certificates, over each provider of TLS. */
class ClientRuleTest {
    private static final ClusterPki PKI = ListenerFixture.PKI;
    private static final ClusterPki RENEWED = ClusterPki.create(InstantSource.system());
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    private static final int CONNECTIONS = 30;

    private final AtomicReference<CallerTrust> trust =
            new AtomicReference<>(trusting(PKI.frontProxy().certificate()));
    private final AtomicInteger handled = new AtomicInteger();

    @ParameterizedTest
    @EnumSource(
            value = SslProvider.class,
            names = {"JDK", "OPENSSL"})
    void onlyWhoTheRuleLetsPassGetsAsFarAsARequest(SslProvider provider) throws Exception {
        try (ListenerFixture fixture = start(provider)) {
            for (String version : List.of("TLSv1.2", "TLSv1.3")) {
                refused(fixture, ListenerFixture.clientTls(null), version);
                refused(fixture, tls(RENEWED.frontProxyClient()), version);
                refused(fixture, tls(PKI.client("front-proxy-client", List.of())), version);
                assertThat(asked(fixture, tls(PKI.frontProxyClient()), version))
                        .startsWith("HTTP/1.1 200");
            }
            assertThat(handled).hasValue(2);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = SslProvider.class,
            names = {"JDK", "OPENSSL"})
    void aChangeCountsForTheNextHandshakeEvenOfAResumedSession(SslProvider provider)
            throws Exception {
        try (ListenerFixture fixture = start(provider)) {
            for (String version : List.of("TLSv1.2", "TLSv1.3")) {
                trust.set(trusting(PKI.frontProxy().certificate()));
                SSLContext old = tls(PKI.frontProxyClient());
                SSLContext fresh = tls(RENEWED.frontProxyClient());
                assertThat(asked(fixture, old, version)).startsWith("HTTP/1.1 200");
                assertThat(asked(fixture, old, version)).startsWith("HTTP/1.1 200");
                refused(fixture, fresh, version);

                trust.set(trusting(RENEWED.frontProxy().certificate()));
                turnedAway(fixture, old, version);
                assertThat(asked(fixture, fresh, version)).startsWith("HTTP/1.1 200");

                trust.set(CallerTrust.NOBODY);
                turnedAway(fixture, fresh, version);
            }
            assertThat(handled).hasValue(6);
        }
    }

    /** Nobody may look like another, or like nobody, because his session was resumed. */
    @ParameterizedTest
    @EnumSource(
            value = SslProvider.class,
            names = {"JDK", "OPENSSL"})
    void resumedSessionsStillShowTheirCertificate(SslProvider provider) throws Exception {
        AtomicInteger judged = new AtomicInteger();
        ClientRule counting =
                _ -> {
                    judged.incrementAndGet();
                    return null;
                };
        SSLContext[] clients = {
            tls(PKI.frontProxyClient()), tls(PKI.admin()), tls(PKI.client("jane", List.of()))
        };
        String[] names = {"CN=front-proxy-client", "CN=kubernetes-admin", "CN=jane"};
        try (ListenerFixture fixture = start(provider, counting)) {
            for (String version : List.of("TLSv1.2", "TLSv1.3")) {
                judged.set(0);
                for (int i = 0; i < CONNECTIONS; i++) {
                    int client = i % clients.length;
                    assertThat(asked(fixture, clients[client], version))
                            .as(version)
                            .startsWith("HTTP/1.1 200")
                            .contains(names[client]);
                }
                if (provider == SslProvider.JDK) {
                    // Once by the trust manager and once behind the handshake, where it is whole.
                    assertThat(judged.get()).as("sessions resumed").isLessThan(2 * CONNECTIONS);
                }
            }
        }
    }

    private ListenerFixture start(SslProvider provider) throws IOException {
        return start(provider, AggregatorOnly.of(trust::get, InstantSource.system())::refusal);
    }

    private ListenerFixture start(SslProvider provider, ClientRule rule) throws IOException {
        Credential serving = ListenerFixture.serving();
        ServingTls.Offer offer = new ServingTls.Offer(true, true, rule);
        return ListenerFixture.start(
                exchange -> {
                    handled.incrementAndGet();
                    exchange.respond(
                            Response.of(
                                    200,
                                    List.of(),
                                    exchange.peerCertificates()
                                            .getFirst()
                                            .getSubjectX500Principal()
                                            .toString()
                                            .getBytes(StandardCharsets.US_ASCII)));
                },
                config -> config,
                ServingTls.context(
                        provider,
                        serving.key(),
                        serving.chain(),
                        new ServingTls.Judging(List.of(), offer.clients()),
                        offer));
    }

    private static CallerTrust trusting(X509Certificate authority) {
        return new CallerTrust(
                new FrontProxyRules(
                        List.of(authority),
                        List.of("front-proxy-client"),
                        List.of("X-Remote-User"),
                        List.of(),
                        List.of("X-Remote-Group"),
                        List.of("X-Remote-Extra-")),
                List.of());
    }

    private static SSLContext tls(Credential shown) {
        return ListenerFixture.clientTls(shown);
    }

    private static String asked(ListenerFixture fixture, SSLContext tls, String version)
            throws IOException {
        try (SSLSocket socket = socket(fixture, tls, version)) {
            socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    /**
     * The handshake fails. By an alert, which the client may not get to read: it can still be
     * sending its part when we close.
     */
    private static void refused(ListenerFixture fixture, SSLContext tls, String version) {
        long before = fixture.listener.counters().handshakesFailed();
        assertThatThrownBy(() -> firstByte(fixture, tls, version))
                .as(version)
                .isInstanceOf(IOException.class);
        ListenerFixture.await(() -> fixture.listener.counters().handshakesFailed() > before);
    }

    /** The handshake fails, or the connection is closed behind it: a resumed one has no alert. */
    private static void turnedAway(ListenerFixture fixture, SSLContext tls, String version) {
        long before = fixture.listener.counters().handshakesFailed();
        try {
            assertThat(firstByte(fixture, tls, version)).as(version).isEqualTo(-1);
        } catch (IOException e) {
            assertThat(e).as(version).isNotInstanceOf(SocketTimeoutException.class);
        }
        ListenerFixture.await(() -> fixture.listener.counters().handshakesFailed() > before);
    }

    private static int firstByte(ListenerFixture fixture, SSLContext tls, String version)
            throws IOException {
        try (SSLSocket socket = socket(fixture, tls, version)) {
            socket.startHandshake();
            return socket.getInputStream().read();
        }
    }

    private static SSLSocket socket(
            ListenerFixture fixture, SSLContext tls, @Nullable String version) throws IOException {
        SSLSocket socket =
                (SSLSocket)
                        tls.getSocketFactory()
                                .createSocket(
                                        InetAddress.getLoopbackAddress(),
                                        fixture.listener.address().getPort());
        socket.setSoTimeout((int) ListenerFixture.SOON.toMillis());
        socket.setEnabledProtocols(new String[] {version});
        return socket;
    }
}
