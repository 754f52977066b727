package io.kubemeter.kubelet;

/**
 * How long a node's answer may be, by the pods that the API server has bound to it: what we keep of
 * a node follows from its answer, so no node can make us keep more than its pods are worth.
 *
 * <p>Honest kubelets stay far below: a pod of two containers takes about a kilobyte and a half.
 */
final class AnswerBound {
    /** For the node itself, and for pods that the watch has not brought yet. */
    private static final long NODE_BYTES = 128 << 10;

    private static final long POD_BYTES = 16 << 10;

    private AnswerBound() {}

    /** The most bytes of an answer that are looked at. */
    static long bytes(int pods) {
        return pods == PodBindings.UNCOUNTED ? Long.MAX_VALUE : NODE_BYTES + pods * POD_BYTES;
    }
}
