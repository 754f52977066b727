package io.kubemeter.simulator.kubelet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.pki.Credential;
import io.kubemeter.simulator.world.SimulatedNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A client with the JDK's TLS that verifies the kubelet and reads answers byte by byte. */
public final class KubeletCaller implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 5_000;
    private static final int LONGEST_BODY = 1 << 22;

    private final Socket plain = new Socket();
    private final SSLSocket socket;

    private KubeletCaller(SSLContext context, SimulatedNode node, int patienceMillis)
            throws IOException {
        plain.connect(new InetSocketAddress(node.address(), node.kubeletPort()), patienceMillis);
        plain.setSoTimeout(patienceMillis);
        socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(plain, node.address(), node.kubeletPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
    }

    static KubeletCaller dial(SimulatedNode node, ClusterPki pki) throws Exception {
        return dial(node, pki, null, PATIENCE_MILLIS);
    }

    public static KubeletCaller dial(
            SimulatedNode node,
            ClusterPki pki,
            @Nullable Credential clientCertificate,
            int patienceMillis)
            throws Exception {
        KeyStore trusted = store();
        trusted.setCertificateEntry("ca", pki.cluster().certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys(clientCertificate), trust.getTrustManagers(), null);
        KubeletCaller caller = new KubeletCaller(context, node, patienceMillis);
        try {
            caller.socket.startHandshake();
        } catch (IOException e) {
            caller.close();
            throw e;
        }
        return caller;
    }

    private static KeyManager @Nullable [] keys(@Nullable Credential credential)
            throws GeneralSecurityException, IOException {
        if (credential == null) {
            return null;
        }
        KeyStore store = store();
        store.setKeyEntry(
                "client",
                credential.key(),
                new char[0],
                credential.chain().toArray(Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        return keys.getKeyManagers();
    }

    private static KeyStore store() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    X509Certificate peer() throws IOException {
        return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }

    /** Sends a GET and returns the whole answer, chunks put together. */
    public String get(String path, String... headers) throws IOException {
        return call("GET", path, headers);
    }

    public String call(String method, String path, String... headers) throws IOException {
        send(method, path, headers);
        String head = head();
        return head + new String(body(method, head), UTF_8);
    }

    void send(String method, String path, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        request.append("Host: kubelet\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        socket.getOutputStream().write(request.append("\r\n").toString().getBytes(ISO_8859_1));
    }

    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) next());
        }
        return head.toString();
    }

    byte[] body(String method, String head) throws IOException {
        if (method.equals("HEAD")) {
            return new byte[0];
        }
        int length = head.indexOf("Content-Length: ");
        if (length >= 0) {
            int end = head.indexOf("\r\n", length);
            int bytes = Integer.parseInt(head, length + 16, end, 10);
            return socket.getInputStream().readNBytes(bytes);
        }
        if (head.contains("Transfer-Encoding: chunked")) {
            return chunks();
        }
        return socket.getInputStream().readAllBytes();
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            StringBuilder size = new StringBuilder();
            while (size.indexOf("\r\n") < 0) {
                size.append((char) next());
            }
            int bytes = Integer.parseInt(size.toString().strip(), 16);
            body.writeBytes(socket.getInputStream().readNBytes(bytes));
            next();
            next();
            if (body.size() > LONGEST_BODY) {
                throw new IOException("the body does not end");
            }
            if (bytes == 0) {
                return body.toByteArray();
            }
        }
    }

    private int next() throws IOException {
        InputStream in = socket.getInputStream();
        int next = in.read();
        if (next < 0) {
            throw new IOException("the kubelet hung up");
        }
        return next;
    }

    @Override
    public void close() throws IOException {
        plain.close();
    }
}
