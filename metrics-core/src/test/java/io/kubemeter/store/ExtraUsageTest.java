package io.kubemeter.store;

import static io.kubemeter.model.ExtraUsage.ABSENT;
import static io.kubemeter.model.ExtraUsage.EPHEMERAL_STORAGE;
import static io.kubemeter.model.ExtraUsage.SWAP;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.model.ExtraUsage;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.PodKey;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExtraUsageTest {
    private static final PodKey POD = new PodKey("shop", "web");
    private static final long T0 = 1_800_000_000_000L;

    @Test
    void theLastScrapeSaysWhatIsUsed() {
        NodeSamples samples = samples(Set.of(SWAP, EPHEMERAL_STORAGE));
        scrape(samples, T0, 4096, 8192);
        scrape(samples, T0 + 15_000, 12_288, ABSENT);
        Series series = Objects.requireNonNull(samples.pod(POD)).series(0);
        assertThat(series.extraBytes(EPHEMERAL_STORAGE)).isEqualTo(12_288);
        assertThat(series.extraBytes(SWAP)).isEqualTo(ABSENT);
        assertThat(Objects.requireNonNull(samples.node()).extraBytes(SWAP)).isEqualTo(77);
        assertThat(series.ring().hasPair()).isTrue();
    }

    @Test
    void storageThatIsToldLaterIsOfAllThatIsThere() {
        NodeSamples samples = samples(Set.of(EPHEMERAL_STORAGE));
        scrape(samples, T0, 4096, ABSENT);
        Series series = Objects.requireNonNull(samples.pod(POD)).series(0);
        Series node = Objects.requireNonNull(samples.node());
        samples.ephemeralStorage(
                5, (pod, container) -> pod.equals(POD) && container.equals("main") ? 6 : 7);
        assertThat(node.extraBytes(EPHEMERAL_STORAGE)).isEqualTo(5);
        assertThat(series.extraBytes(EPHEMERAL_STORAGE)).isEqualTo(6);
        samples.ephemeralStorage(ABSENT, (_, _) -> ABSENT);
        assertThat(node.extraBytes(EPHEMERAL_STORAGE)).isEqualTo(ABSENT);
        assertThat(series.extraBytes(EPHEMERAL_STORAGE)).isEqualTo(ABSENT);
    }

    @Test
    void whatNobodySaidIsAbsent() {
        NodeSamples samples = samples(Set.of(SWAP));
        samples.begin(1);
        samples.container(POD, "main", 0, T0, 1, 1);
        samples.commit();
        assertThat(Objects.requireNonNull(samples.pod(POD)).series(0).extraBytes(SWAP))
                .isEqualTo(ABSENT);
    }

    @Test
    void seriesAreAsLeanAsEverWhereNobodyAsks() {
        NodeSamples samples = samples(Set.of());
        scrape(samples, T0, 4096, 8192);
        Series series = Objects.requireNonNull(samples.pod(POD)).series(0);
        assertThat(series.getClass()).isEqualTo(Series.class);
        assertThat(series.extraBytes(SWAP)).isEqualTo(ABSENT);
    }

    @Test
    void keysAreThoseOfKubernetes() {
        assertThat(SWAP.key()).isEqualTo("swap");
        assertThat(EPHEMERAL_STORAGE.key()).isEqualTo("ephemeral-storage");
        assertThat(ExtraUsage.of("ephemeral-storage")).isEqualTo(EPHEMERAL_STORAGE);
        assertThat(ExtraUsage.of("SWAP")).isNull();
    }

    private static NodeSamples samples(Set<ExtraUsage> extras) {
        return new SampleStore(new StoreRules(15_000, 45_000, extras)).open(new NodeName("n"));
    }

    private static void scrape(NodeSamples samples, long at, long storage, long swap) {
        samples.begin(1);
        samples.node(at, 1, 1);
        samples.nodeSwap(77);
        samples.container(POD, "main", 0, at, at, 1);
        samples.ephemeralStorage(storage);
        samples.swap(swap);
        samples.commit();
    }
}
