package io.kubemeter.kubelet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Nodes that need a new connection, in turn. Handshakes are the dear part of a start: only so many
 * are under way that each is done long before its deadline, however slow the machine. Nodes that
 * failed before have a lane of their own, so that those that hang hold up nobody else.
 *
 * <p>Owner: one event loop.
 */
final class DialQueue {
    private static final int FRESH_AT_ONCE = 48;
    private static final int SUSPECT_AT_ONCE = 256;

    private final Lane fresh = new Lane(FRESH_AT_ONCE);
    private final Lane suspect = new Lane(SUSPECT_AT_ONCE);

    void add(NodeScrape node) {
        (node.isSuspect() ? suspect : fresh).waiting.add(node);
    }

    boolean isEmpty() {
        return fresh.waiting.isEmpty() && suspect.waiting.isEmpty();
    }

    void clear() {
        fresh.waiting.clear();
        suspect.waiting.clear();
    }

    /** Begins as many as there is room for. */
    void dialSome() {
        fresh.dialSome();
        suspect.dialSome();
    }

    /**
     * Nodes of one kind.
     *
     * <p>Owner: the event loop of the queue.
     */
    private static final class Lane {
        private final Deque<NodeScrape> waiting = new ArrayDeque<>();
        private final List<NodeScrape> dialling = new ArrayList<>();
        private final int atOnce;

        Lane(int atOnce) {
            this.atOnce = atOnce;
        }

        void dialSome() {
            dialling.removeIf(node -> !node.isDialling());
            while (dialling.size() < atOnce && !waiting.isEmpty()) {
                NodeScrape node = waiting.remove();
                node.begin();
                if (node.isDialling()) {
                    dialling.add(node);
                }
            }
        }
    }
}
