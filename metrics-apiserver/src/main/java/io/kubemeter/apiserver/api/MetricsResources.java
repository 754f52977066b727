package io.kubemeter.apiserver.api;

import io.kubemeter.apiserver.api.Negotiation.Endpoint;
import io.kubemeter.apiserver.api.Negotiation.Transform;
import io.kubemeter.apiserver.cluster.NodeRecord;
import io.kubemeter.apiserver.cluster.PodRecord;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.PodKey;
import io.kubemeter.store.NodeSamples;
import io.kubemeter.store.PodEntry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Lists and gets nodes and pods, in all the forms that can be asked for. */
final class MetricsResources {
    private final MetricsApi.Sources sources;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Backlog backlog;

    MetricsResources(
            MetricsApi.Sources sources, InstantSource clock, LongSupplier nanos, Backlog backlog) {
        this.sources = sources;
        this.backlog = backlog;
        this.clock = clock;
        this.nanos = nanos;
    }

    Answer list(ApiRequest request, MetricsKind kind, String version, String namespace)
            throws RefusedException {
        Negotiation agreed = Negotiation.require(request, Endpoint.RESOURCE);
        ListOptions options = ListOptions.parse(request.query(), kind.fields());
        if (options.watch()) {
            throw new RefusedException(Status.watchUnsupported(MetricsKind.GROUP, kind.resource()));
        }
        if (agreed.format() == Format.PROTOBUF && backlog.full()) {
            return Answers.tooManyRequests(request);
        }
        ObjectForms forms = forms(request, kind, version, agreed);
        RowSource rows =
                kind == MetricsKind.NODES
                        ? new NodeRows(nodes(options).iterator(), options, reader())
                        : new PodRows(pods(namespace, options).iterator(), options, reader());
        return Answers.object(request, agreed, forms.list(rows, backlog));
    }

    Answer get(ApiRequest request, MetricsKind kind, String version, String namespace, String name)
            throws RefusedException {
        Negotiation agreed = Negotiation.require(request, Endpoint.RESOURCE);
        if (request.query().has("export")) {
            requireNoExport(request.query());
        }
        MetricsRow row = new MetricsRow();
        if (kind == MetricsKind.NODES) {
            readNode(name, row);
        } else {
            readPod(namespace, name, row);
        }
        ObjectForms forms = forms(request, kind, version, agreed);
        return Answers.object(request, agreed, forms.one(row));
    }

    private ObjectForms forms(
            ApiRequest request, MetricsKind kind, String version, Negotiation agreed)
            throws RefusedException {
        Transform transform = agreed.transform();
        String include = transform == null ? "" : request.query().first("includeObject");
        if (transform != null && transform.kind().equals("Table")) {
            ObjectForms.requireInclude(include);
        }
        return new ObjectForms(
                kind, version, agreed, include, clock.millis(), sources.store().rules().extras());
    }

    private SampleReader reader() {
        return new SampleReader(
                sources.store(), nanos.getAsLong(), sources.freshness(), clock.millis());
    }

    private Collection<NodeRecord> nodes(ListOptions options) {
        String name = options.fields().only(FieldSelector.NAME);
        if (name == null) {
            return sources.cluster().nodes();
        }
        NodeRecord node = sources.cluster().node(name);
        return node == null ? List.of() : List.of(node);
    }

    /** The pods that may be meant; the selector decides. */
    private Collection<PodRecord> pods(String namespace, ListOptions options) {
        String wanted = options.fields().only(FieldSelector.NAMESPACE);
        String name = options.fields().only(FieldSelector.NAME);
        if (!namespace.isEmpty() && wanted != null && !wanted.equals(namespace)) {
            return List.of();
        }
        String where = namespace.isEmpty() && wanted != null ? wanted : namespace;
        if (!where.isEmpty() && name != null) {
            PodRecord pod = sources.cluster().pod(where, name);
            return pod == null ? List.of() : List.of(pod);
        }
        String node = options.fields().only(FieldSelector.NODE_NAME);
        if (node != null) {
            return podsOn(node, where);
        }
        LabelSelector labels = options.labels();
        if (labels.requirements().isEmpty()) {
            return where.isEmpty() ? sources.cluster().pods() : sources.cluster().pods(where);
        }
        return where.isEmpty()
                ? sources.cluster().pods(labels)
                : sources.cluster().pods(where, labels);
    }

    /** Only pods that the node has reported can have numbers: its samples are the index. */
    private Collection<PodRecord> podsOn(String node, String namespace) {
        NodeSamples samples = node.isEmpty() ? null : sources.store().node(new NodeName(node));
        if (samples == null) {
            return List.of();
        }
        List<PodRecord> pods = new ArrayList<>(samples.podCount());
        for (PodEntry entry : samples.pods()) {
            PodKey key = entry.key();
            boolean meant = namespace.isEmpty() || key.namespace().equals(namespace);
            PodRecord pod = meant ? sources.cluster().pod(key) : null;
            if (pod != null) {
                pods.add(pod);
            }
        }
        pods.sort(Comparator.comparing(PodRecord::key));
        return pods;
    }

    private void readNode(String name, MetricsRow into) throws RefusedException {
        NodeRecord node = sources.cluster().node(name);
        if (node == null) {
            throw missing(Status.notFound("", "node", name), sources.reasons().cluster());
        }
        if (!reader().node(node, into)) {
            throw missing(
                    Status.notFound(MetricsKind.GROUP, MetricsKind.NODES.missing(), name),
                    sources.reasons().node(name));
        }
    }

    private void readPod(String namespace, String name, MetricsRow into) throws RefusedException {
        PodRecord pod = sources.cluster().pod(namespace, name);
        if (pod == null) {
            throw missing(Status.notFound("", "pods", name), sources.reasons().cluster());
        }
        if (!reader().pod(pod, into)) {
            PodKey key = pod.key();
            throw missing(
                    Status.notFound(MetricsKind.GROUP, MetricsKind.PODS.missing(), key.toString()),
                    sources.reasons().pod(key));
        }
    }

    /** Upstream's text, followed by the reason where one is known. */
    private static RefusedException missing(Status plain, ReasonLookup.@Nullable Why why) {
        return new RefusedException(
                why == null
                        ? plain
                        : plain.because(
                                new Status.Cause(why.reason().code(), why.sentence(), why.node())));
    }

    private static void requireNoExport(QueryString query) throws RefusedException {
        if (ListOptions.isTrue(query, "export")) {
            throw new RefusedException(
                    Status.badRequest(
                            "the export parameter, deprecated since v1.14, is no longer supported"));
        }
    }
}
