package io.kubemeter.kubelet;

import io.kubemeter.simulator.pki.Credential;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A server that says exactly what a test tells it to, byte for byte. Any thread may ask what it
 * saw; each connection has a virtual thread of its own.
 */
final class ScriptedKubelet implements AutoCloseable {
    private final ServerSocket listener;
    private final Script script;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Integer> firstBytes = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger clientCertificates = new AtomicInteger();

    /** What one connection does; it is closed when the script returns. */
    @FunctionalInterface
    interface Script {
        void serve(Conversation conversation) throws IOException, InterruptedException;
    }

    private ScriptedKubelet(ServerSocket listener, Script script) {
        this.listener = listener;
        this.script = script;
        Thread.ofVirtual().start(this::acceptAll);
    }

    static ScriptedKubelet tls(Credential credential, Script script) {
        try {
            SSLContext context = context(credential);
            SSLServerSocket listener =
                    (SSLServerSocket)
                            context.getServerSocketFactory()
                                    .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            listener.setWantClientAuth(true);
            return new ScriptedKubelet(listener, script);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** No TLS: the script has the bare socket. */
    static ScriptedKubelet bare(Script script) {
        try {
            return new ScriptedKubelet(
                    new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Answers every request with the same bytes and keeps the connection. */
    static Script always(String answer) {
        return conversation -> {
            while (conversation.request() != null) {
                conversation.say(answer);
            }
        };
    }

    int port() {
        return listener.getLocalPort();
    }

    List<String> requests() {
        return List.copyOf(requests);
    }

    /** Bytes that came within TLS on connections that never sent a whole request. */
    int strayBytes() {
        return firstBytes.size();
    }

    int connections() {
        return connections.get();
    }

    int clientCertificates() {
        return clientCertificates.get();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void acceptAll() {
        while (closed.getCount() > 0) {
            try {
                Socket socket = listener.accept();
                int number = connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(new Conversation(socket, number)));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Conversation conversation) {
        try (Socket socket = conversation.socket) {
            if (socket instanceof SSLSocket tls) {
                tls.startHandshake();
                countCertificate(tls);
            }
            script.serve(conversation);
        } catch (IOException e) {
            // The client went away or refused us: what the test asserts is on the client's side.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(conversation.socket);
        }
    }

    private void countCertificate(SSLSocket tls) {
        try {
            clientCertificates.addAndGet(tls.getSession().getPeerCertificates().length);
        } catch (IOException e) {
            // No certificate was shown.
        }
    }

    private static SSLContext context(Credential credential)
            throws GeneralSecurityException, IOException {
        char[] password = new char[0];
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, password);
        keys.setKeyEntry(
                "kubelet",
                credential.key(),
                password,
                credential.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(keys, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), new TrustManager[] {new Anyone()}, null);
        return context;
    }

    /** One connection. */
    final class Conversation {
        private final Socket socket;
        private final int number;

        Conversation(Socket socket, int number) {
            this.socket = socket;
            this.number = number;
        }

        /** The how-manyeth connection this is, from 1. */
        int number() {
            return number;
        }

        /** Reads a request's head; null at the end of the connection. */
        @Nullable String request() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            InputStream in = socket.getInputStream();
            String text = "";
            while (!text.endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    return null;
                }
                firstBytes.add(next);
                head.write(next);
                text = head.toString(StandardCharsets.ISO_8859_1);
            }
            requests.add(text);
            return text;
        }

        void say(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }

        void say(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        /** Reads what comes, of any kind. */
        int read(byte[] into) throws IOException {
            return socket.getInputStream().read(into);
        }

        /** Says nothing more until the test is over. */
        void hang() throws InterruptedException {
            closed.await();
        }

        /** Ends the connection without any farewell. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    /** Takes any client certificate. */
    private static final class Anyone implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
