package io.kubemeter.apiserver.api;

import io.kubemeter.model.PodKey;
import io.kubemeter.model.Reason;
import org.jspecify.annotations.Nullable;

/** Tells why there is no number of an object that the cluster has. Any thread may call it. */
public interface ReasonLookup {
    /**
     * Why there is no number.
     *
     * @param reason the reason
     * @param sentence its sentence, filled in for this object; without address or certificate
     * @param node the node that it is about; empty where it is about none
     */
    record Why(Reason reason, String sentence, String node) {}

    /** Knows no reason for anything. */
    ReasonLookup NONE =
            new ReasonLookup() {
                @Override
                public @Nullable Why node(String name) {
                    return null;
                }

                @Override
                public @Nullable Why pod(PodKey pod) {
                    return null;
                }

                @Override
                public @Nullable Why cluster() {
                    return null;
                }
            };

    /** Of a node, or {@code null} where none is known. */
    @Nullable Why node(String name);

    /** Of a pod, or {@code null} where none is known. */
    @Nullable Why pod(PodKey pod);

    /**
     * Of whatever the cluster may have, while it could not be read yet; {@code null} once it is
     * read, and where no reason is known.
     */
    @Nullable Why cluster();
}
