package io.kubemeter.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InventoryTest {
    private static String pod(int number) {
        String app = number < 5 ? "rare" : "common";
        return """
        {"metadata":{"name":"p%d","namespace":"shop","labels":{"app":"%s","tier":"web"}},
         "timestamp":"2026-11-21T12:00:00Z","window":"15s",
         "containers":[{"name":"a","usage":{"cpu":"1n","memory":"1Ki"}},{"name":"b","usage":{}}]}
        """
                .replace("%d", Integer.toString(number))
                .replace("%s", app);
    }

    private static Inventory of(int pods) throws IOException {
        String items =
                IntStream.range(0, pods)
                        .mapToObj(InventoryTest::pod)
                        .collect(Collectors.joining(","));
        String list =
                "{\"kind\":\"PodMetricsList\",\"metadata\":{\"x\":[1]},\"items\":[" + items + "]}";
        return Inventory.of(list);
    }

    @Test
    void podsAndContainersAreCounted() throws IOException {
        assertThat(of(500))
                .extracting(Inventory::pods, Inventory::containers)
                .containsExactly(500, 1_000);
    }

    @Test
    void labelNearestToOneInNinetySevenIsTaken() throws IOException {
        Inventory inventory = of(500);
        assertThat(inventory.selector()).isEqualTo("app=rare");
        assertThat(inventory.selected()).isEqualTo(5);
        assertThat(inventory.selectedPath("/apis/g/v1"))
                .isEqualTo("/apis/g/v1/namespaces/shop/pods?labelSelector=app%3Drare");
    }

    @Test
    void emptyListHasNothingToSelect() throws IOException {
        assertThat(of(0).selected()).isZero();
    }
}
