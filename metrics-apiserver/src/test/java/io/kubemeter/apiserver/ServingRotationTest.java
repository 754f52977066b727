package io.kubemeter.apiserver;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.simulator.pki.Credential;
import io.kubemeter.simulator.world.WorldShape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our serving certificate is rotated while callers are connected. */
class ServingRotationTest {
    private static final int PATIENCE_MILLIS = 60_000;

    @TempDir Path folder;

    @Test
    void newConnectionsSeeTheNewPairOnceItIsWholeAndOldOnesGoOn() throws Exception {
        try (ServiceFixture service = ServiceFixture.start(WorldShape.of(1, 1, 1, 89), folder);
                LogLines reloads = LogLines.of(FileReload.class);
                SSLSocket old = connect(service)) {
            Certificate before = shown(old);
            assertThat(alive(old)).isTrue();
            Credential renewed = service.cluster.servingCredential();

            Files.writeString(folder.resolve("tls.crt"), renewed.certificatePem());
            reloads.await("Cannot reload files");
            assertThat(shown(service)).as("half of a pair").isEqualTo(before);

            Files.writeString(folder.resolve("tls.key"), renewed.keyPem());
            ServiceFixture.await(
                    "the new certificate", () -> shown(service).equals(renewed.leaf()));
            assertThat(alive(old)).as("the connection from before").isTrue();
            assertThat(shown(old)).isEqualTo(before);
        }
    }

    private static SSLSocket connect(ServiceFixture service) throws IOException {
        SSLContext tls = DirectCaller.tls(service.cluster.pki().cluster().certificate(), null);
        SSLSocket socket =
                (SSLSocket)
                        tls.getSocketFactory()
                                .createSocket(
                                        InetAddress.getLoopbackAddress(),
                                        service.server.address().getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.startHandshake();
        return socket;
    }

    /** What a new connection is shown. */
    private static Certificate shown(ServiceFixture service) {
        try (SSLSocket socket = connect(service)) {
            return shown(socket);
        } catch (IOException e) {
            throw new AssertionError("no handshake", e);
        }
    }

    private static Certificate shown(SSLSocket socket) throws IOException {
        return socket.getSession().getPeerCertificates()[0];
    }

    /** Asks on this very connection, which is kept. */
    private static boolean alive(SSLSocket socket) throws IOException {
        socket.getOutputStream().write("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
        BufferedReader answer =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
        boolean ok = answer.readLine().startsWith("HTTP/1.1 200 ");
        String line = answer.readLine();
        while (!line.isEmpty()) {
            line = answer.readLine();
        }
        return ok && answer.read() == 'o' && answer.read() == 'k';
    }
}
