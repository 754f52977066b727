package io.kubemeter.apiserver;

import io.kubemeter.apiserver.cluster.ClusterView;
import io.kubemeter.apiserver.cluster.NodeListener;
import io.kubemeter.apiserver.cluster.NodeRecord;
import io.kubemeter.kubelet.KubeletScraper;
import io.kubemeter.kubelet.KubeletTarget;
import io.kubemeter.model.NodeName;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Tells the scraper which nodes there are, as the view of the cluster changes.
 *
 * <p>It begins when the pods are known as well, since a node's samples count only for pods bound to
 * it; but it does not wait for ever, so that nodes have numbers even where pods cannot be listed.
 */
final class TargetFeed implements NodeListener {
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int MAX_POLLS = 500;

    private final KubeletScraper scraper;
    private final NodeTargets targets;

    TargetFeed(KubeletScraper scraper, NodeTargets targets) {
        this.scraper = scraper;
        this.targets = targets;
    }

    /** Lets {@code feed} listen to {@code view} as soon as both lists are there. */
    static void start(ClusterView view, TargetFeed feed, ScheduledExecutorService executor) {
        listenWhenSynced(view, feed, executor, MAX_POLLS);
    }

    private static void listenWhenSynced(
            ClusterView view, TargetFeed feed, ScheduledExecutorService executor, int polls) {
        if (view.synced() || polls == 0) {
            view.listen(feed);
            return;
        }
        executor.schedule(
                () -> listenWhenSynced(view, feed, executor, polls - 1),
                POLL.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void added(NodeRecord node) {
        scraper.upsert(targets.target(node));
    }

    @Override
    public void changed(NodeRecord before, NodeRecord now) {
        KubeletTarget target = targets.target(now);
        if (!target.equals(targets.target(before))) {
            scraper.upsert(target);
        }
    }

    @Override
    public void removed(NodeRecord node) {
        scraper.remove(new NodeName(node.name()));
    }
}
