package io.kubemeter.simulator.kubelet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * An address at which connection attempts get no answer: a listener that accepts nobody and whose
 * queue is full, so that the kernel drops whoever knocks.
 *
 * <p><b>Owner:</b> construction only, then one close.
 */
final class Blackhole implements AutoCloseable {
    /** More than a queue of one takes, whatever the kernel adds to it. */
    private static final int FILLERS = 4;

    private final ServerSocketChannel listener;
    private final List<SocketChannel> fillers = new ArrayList<>(FILLERS);

    private Blackhole(ServerSocketChannel listener) {
        this.listener = listener;
    }

    static Blackhole open(SocketAddress address) {
        try {
            Blackhole hole = new Blackhole(ServerSocketChannel.open());
            hole.fill(address);
            return hole;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open a black hole at " + address, e);
        }
    }

    private void fill(SocketAddress address) throws IOException {
        try {
            listener.bind(address, 1);
            for (int i = 0; i < FILLERS; i++) {
                SocketChannel filler = SocketChannel.open();
                fillers.add(filler);
                filler.configureBlocking(false);
                filler.connect(address);
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (SocketChannel filler : fillers) {
                filler.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close a black hole", e);
        }
    }
}
