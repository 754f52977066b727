package io.kubemeter.apiserver.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Passes bytes on to a server, until a test cuts all connections; new ones are welcome. */
public final class Relay implements AutoCloseable {
    private final ServerSocket listener;
    private final InetSocketAddress server;
    private final int pieceBytes;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    public Relay(InetSocketAddress server) {
        this(server, 16 << 10);
    }

    /** Passes on at most so many bytes at once. */
    public Relay(InetSocketAddress server, int pieceBytes) {
        this.server = server;
        this.pieceBytes = pieceBytes;
        try {
            listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    public void cut() {
        sockets.forEach(Relay::closed);
        sockets.clear();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }

    private void accept() {
        while (!listener.isClosed()) {
            connect();
        }
    }

    private void connect() {
        try {
            Socket caller = listener.accept();
            Socket called = new Socket(server.getAddress(), server.getPort());
            caller.setTcpNoDelay(true);
            called.setTcpNoDelay(true);
            sockets.add(caller);
            sockets.add(called);
            Thread.ofVirtual().start(() -> pass(caller, called));
            Thread.ofVirtual().start(() -> pass(called, caller));
        } catch (IOException e) {
            cut();
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] piece = new byte[pieceBytes];
        try (from;
                to) {
            int read = from.getInputStream().read(piece);
            while (read > 0) {
                to.getOutputStream().write(piece, 0, read);
                read = from.getInputStream().read(piece);
            }
        } catch (IOException e) {
            closed(from);
        }
    }

    private static void closed(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
