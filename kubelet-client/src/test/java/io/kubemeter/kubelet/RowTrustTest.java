package io.kubemeter.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.model.PodKey;
import org.junit.jupiter.api.Test;

class RowTrustTest {
    private static final PodKey CART = new PodKey("shop", "cart-0");
    private static final PodKey PRICE = new PodKey("shop", "price-0");

    private final RowTrust trust = new RowTrust();

    @Test
    void rowIsTrustedUntilItsNodesPodsChange() {
        trust.begin(7, 2);
        assertThat(trust.holds(0, CART)).isFalse();
        trust.learn(0, CART);
        trust.begin(7, 2);
        assertThat(trust.holds(0, CART)).isTrue();
        trust.begin(8, 2);
        assertThat(trust.holds(0, CART)).isFalse();
    }

    @Test
    void anotherPodInTheSamePlaceIsAskedFor() {
        trust.begin(7, 1);
        trust.learn(0, CART);
        trust.begin(7, 1);
        assertThat(trust.holds(0, PRICE)).isFalse();
    }

    @Test
    void rowsThatCameLaterAreAskedFor() {
        trust.begin(7, 1);
        trust.learn(0, CART);
        trust.begin(7, 2);
        assertThat(trust.holds(0, CART)).isTrue();
        assertThat(trust.holds(1, PRICE)).isFalse();
    }

    @Test
    void nothingIsTrustedWhereNobodyCountsChanges() {
        trust.begin(PodBindings.ALWAYS_ASK, 1);
        trust.learn(0, CART);
        trust.begin(PodBindings.ALWAYS_ASK, 1);
        assertThat(trust.holds(0, CART)).isFalse();
    }
}
