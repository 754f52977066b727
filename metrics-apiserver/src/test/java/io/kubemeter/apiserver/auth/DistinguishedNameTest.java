package io.kubemeter.apiserver.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DistinguishedNameTest {
    @Test
    void partsAreReadAsKubernetesReadsThem() {
        read("CN=jane", "jane", List.of(), null);
        read("O=dev, O=ops, CN=jane", "jane", List.of("ops", "dev"), null);
        read("CN=jane\\, doe, O=a\\=b", "jane, doe", List.of("a=b"), null);
        read("CN=first + O=x, CN=second", "first", List.of("x"), null);
        read("O=only", "", List.of("only"), null);
        read("CN=Jürgen 😀", "Jürgen 😀", List.of(), null);
        read("CN=" + "x".repeat(300), "x".repeat(300), List.of(), null);
        read("CN=jane, C=DE, L=Köln, STREET=CN=evil", "jane", List.of(), null);
        read("CN=jane, 1.3.6.1.4.1.57683.2=#0c023432", "jane", List.of(), "42");
    }

    /** The text form lists the parts from the last to the first. */
    private static void read(
            String text, String commonName, List<String> organizations, @Nullable String uid) {
        assertThat(DistinguishedName.of(new X500Principal(text)))
                .as(text)
                .isEqualTo(new DistinguishedName(commonName, organizations, uid));
    }
}
