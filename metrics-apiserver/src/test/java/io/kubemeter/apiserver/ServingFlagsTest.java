package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.simulator.SimulatedCluster;
import io.kubemeter.simulator.pki.CertificateOrder;
import io.kubemeter.simulator.pki.CertificateOrder.Purpose;
import io.kubemeter.simulator.pki.Credential;
import io.kubemeter.simulator.world.WorldShape;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flags of serving that change what every client sees. */
class ServingFlagsTest {
    private static final String HSTS = "Strict-Transport-Security";

    @TempDir static Path folder;

    private static SimulatedCluster cluster;
    private static ServiceFixture service;

    @BeforeAll
    static void start() throws Exception {
        cluster = ServiceFixture.cluster(WorldShape.of(1, 1, 1, 3));
        service =
                ServiceFixture.in(
                        cluster,
                        folder,
                        "--strict-transport-security-directives=max-age=60,includeSubDomains",
                        "--tls-sni-cert-key=" + pair("own", "metrics.example.com"),
                        "--tls-sni-cert-key="
                                + pair("given", "other.test")
                                + ":given.test,*.wild.test",
                        "--tls-sni-cert-key=" + pair("later", "metrics.example.com"));
        service.awaitKnownCallers("/apis");
    }

    @AfterAll
    static void stop() throws Exception {
        if (service != null) {
            service.close();
        }
    }

    @Test
    void certificateIsTheOneOfTheNameThatIsAskedFor() throws Exception {
        shown("metrics.example.com", "own");
        shown("METRICS.example.COM", "own");
        shown("given.test", "given");
        shown("a.wild.test", "given");
        shown("a.b.wild.test", "metrics-server");
        shown("wild.test", "metrics-server");
        shown("other.test", "metrics-server");
        shown(null, "metrics-server");
    }

    @Test
    void renewedCertificateOfANameIsUsed() throws Exception {
        shown("given.test", "given");
        pair("given", "renewed", "other.test");
        ServiceFixture.await("the new one", () -> commonName("given.test").equals("renewed"));
        pair("given", "given", "other.test");
        ServiceFixture.await("the old one", () -> commonName("given.test").equals("given"));
    }

    @Test
    void everyAnswerSaysThatTransportIsStrict() throws Exception {
        DirectCaller anybody = service.direct();
        for (String path : List.of("/livez", "/apis", "/nothing")) {
            HttpResponse<String> answer = anybody.get(path);
            assertThat(answer.headers().firstValue(HSTS))
                    .as("%s %d", path, answer.statusCode())
                    .contains("max-age=60; includeSubDomains");
        }
    }

    private static void shown(@Nullable String asked, String commonName) throws IOException {
        assertThat(commonName(asked)).as("%s", asked).isEqualTo(commonName);
    }

    private static String commonName(@Nullable String asked) {
        try (SSLSocket socket =
                (SSLSocket)
                        DirectCaller.tls(cluster.pki().cluster().certificate(), null)
                                .getSocketFactory()
                                .createSocket(
                                        InetAddress.getLoopbackAddress(),
                                        service.server.address().getPort())) {
            socket.setSoTimeout(60_000);
            if (asked != null) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setServerNames(List.of(new SNIHostName(asked)));
                socket.setSSLParameters(parameters);
            }
            socket.startHandshake();
            X509Certificate leaf = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return leaf.getSubjectX500Principal().getName().replaceFirst(",.*", "").substring(3);
        } catch (IOException e) {
            throw new AssertionError(asked, e);
        }
    }

    private static String pair(String name, String dnsName) throws IOException {
        return pair(name, name, dnsName);
    }

    /** A pair in two files, and their names as the flag has them. */
    private static String pair(String file, String name, String dnsName) throws IOException {
        Credential credential =
                cluster.pki()
                        .cluster()
                        .issueWithFreshKey(
                                new CertificateOrder(
                                        name,
                                        List.of(),
                                        List.of(dnsName),
                                        List.of(),
                                        Purpose.SERVER,
                                        cluster.pki().cluster().validity()));
        Path chain = folder.resolve(file + ".crt");
        Path key = folder.resolve(file + ".key");
        Files.writeString(key, credential.keyPem());
        Files.writeString(chain, credential.certificatePem());
        return chain + "," + key;
    }
}
