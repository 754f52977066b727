package io.kubemeter.apiserver.api;

import io.kubemeter.apiserver.cluster.PodRecord;
import java.util.Iterator;

/**
 * The pods of a list that are wanted and have numbers.
 *
 * <p><b>Owner:</b> one request.
 */
final class PodRows implements RowSource {
    private final Iterator<PodRecord> pods;
    private final LabelSelector labels;
    private final FieldSelector fields;
    private final SampleReader reader;

    PodRows(Iterator<PodRecord> pods, ListOptions options, SampleReader reader) {
        this.pods = pods;
        this.labels = options.labels();
        this.fields = options.fields();
        this.reader = reader;
    }

    @Override
    public boolean next(MetricsRow into) {
        while (pods.hasNext()) {
            PodRecord pod = pods.next();
            if (labels.matches(pod.labels())
                    && fields.matches(pod.namespace(), pod.name(), pod.nodeName())
                    && reader.pod(pod, into)) {
                return true;
            }
        }
        return false;
    }
}
