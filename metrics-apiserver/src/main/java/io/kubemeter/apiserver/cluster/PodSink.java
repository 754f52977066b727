package io.kubemeter.apiserver.cluster;

import io.kubemeter.apiserver.protobuf.ItemMeta;
import io.kubemeter.apiserver.protobuf.PodItem;
import io.kubemeter.model.PodKey;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes pods into the view.
 *
 * <p><b>Owner:</b> the pods' watching thread.
 */
final class PodSink implements Sink<PodItem> {
    private static final String RUNNING = "Running";

    private final ClusterView view;

    /** The pods that the list under way has named; null between lists. */
    private @Nullable Set<PodKey> named;

    PodSink(ClusterView view) {
        this.view = view;
    }

    @Override
    public void listBegins() {
        named = new HashSet<>();
    }

    /** A server that ignores the selection also sends pods that no longer run. */
    @Override
    public void present(PodItem pod) {
        ItemMeta meta = pod.meta();
        PodKey key = new PodKey(meta.namespace(), meta.name());
        if (!pod.phase().equals(RUNNING)) {
            view.podTable().remove(key);
            return;
        }
        Labels labels = Labels.ofPairs(meta.labels());
        PodRecord record = PodRecord.of(key, meta.uid(), pod.nodeName(), labels, pod.startMillis());
        PodRecord kept = view.podTable().put(record);
        if (named != null) {
            named.add(kept.key());
        }
    }

    @Override
    public void gone(PodItem pod) {
        view.podTable().remove(new PodKey(pod.meta().namespace(), pod.meta().name()));
    }

    @Override
    public void listEnds() {
        if (named != null) {
            view.podTable().retain(named);
            named = null;
        }
        view.podsAreSynced();
    }
}
