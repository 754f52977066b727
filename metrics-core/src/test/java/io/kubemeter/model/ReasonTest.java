package io.kubemeter.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReasonTest {
    private static final Path PAGE = Path.of("..", "docs", "reasons.md");

    /** Where codes are told; {@code ScenarioServiceTest} asks all six places for those of nodes. */
    private static final String PLACES =
            """

            ## Where each is told

            A code about a node is told in six places: the log, `kubemeter_scrape_failures_total`,
            `kubemeter_node_scrape_state`, `/readyz?verbose`, an Event of the Node, and the message
            and causes of the API. These are all the exceptions:

            | Codes | Told by | Why not elsewhere |
            |---|---|---|
            | KM140 | the API, `kubemeter_node_scrape_state`, `/readyz?verbose` | it ends by itself with the next sample |
            | KM141, KM143, KM145 | the API, `kubemeter_refused_pods_total` | about one pod: its node is well, and pods are too many for series and Events |
            | KM144 | the API | as above |
            | KM142 | `kubemeter explain` | who is not running is not in the API |
            | KM146 of a pod | the API | of a node it is told in all six places |
            | KM201 to KM207 | the log; KM201 to KM203 also `/readyz?verbose`, KM206 also the answer | about the service: nodes are not to blame |
            """;

    @Test
    void numbersAreNeverShared() {
        assertThat(Arrays.stream(Reason.values()).map(Reason::code).distinct())
                .hasSameSizeAs(Reason.values());
    }

    @Test
    void labelIsTheConstantInLowerCase() {
        assertThat(Reason.CSR_PENDING.label()).isEqualTo("csr_pending");
        assertThat(Reason.CSR_PENDING.code()).isEqualTo("KM108");
    }

    @Test
    void everyReasonSaysWhatEndsIt() {
        for (Reason reason : Reason.values()) {
            assertThat(reason.sentence()).as(reason.name()).isNotBlank().doesNotEndWith(".");
            assertThat(reason.repair()).as(reason.name()).isNotBlank();
        }
    }

    @Test
    void textsForOneNodeHoldNoPlaceholder() {
        for (Reason reason : Reason.values()) {
            assertThat(reason.sentence("worker-1")).as(reason.name()).doesNotContain("<", ">");
            assertThat(reason.plainSentence()).as(reason.name()).doesNotContain("<", ">");
            assertThat(reason.repair("worker-1", "shop/web-0", ""))
                    .as(reason.name())
                    .doesNotContain("<", ">");
        }
        assertThat(Reason.SELF_SIGNED.sentence("worker-1"))
                .isEqualTo("The kubelet shows its self-signed certificate (issuer worker-1-ca@…)");
        assertThat(Reason.OTHER_NODE.sentence("worker-1"))
                .isEqualTo("The certificate belongs to another node");
        assertThat(Reason.POD_NOT_RUNNING.repair("worker-1", "shop/web-0", ""))
                .isEqualTo("kubectl describe pod -n shop web-0");
        assertThat(Reason.CSR_PENDING.repair("worker-1", "", "csr-x7"))
                .isEqualTo("kubectl certificate approve csr-x7");
        assertThat(Reason.CSR_PENDING.repair("worker-1", "", ""))
                .isEqualTo(
                        "kubectl certificate approve CSR; its name: kubectl get csr | grep"
                                + " system:node:worker-1");
    }

    @Test
    void referencePageIsTheEnum() throws IOException {
        if (Boolean.getBoolean("kubemeter.update")) {
            Files.writeString(PAGE, page());
        }
        assertThat(Files.readString(PAGE))
                .as("docs/reasons.md; -Dtest.jvm.extra=-Dkubemeter.update=true writes it anew")
                .isEqualTo(page());
    }

    private static String page() {
        StringBuilder page =
                new StringBuilder(
                        """
                        # Reasons

                        Why a number is missing or old. The code appears in the log, in `/readyz?verbose`, in
                        Events of Nodes and in API messages; the label is the value of `reason` in metrics.
                        `kubemeter explain` prints both. `<n>` is the node, `<c>` a
                        CertificateSigningRequest, `<p>` namespace/pod, `<s>` seconds. A test compares this
                        page with the code.

                        | Code | Label | About | What is wrong | What ends it |
                        |---|---|---|---|---|
                        """);
        for (Reason reason : Reason.values()) {
            page.append("| ").append(reason.code()).append(" | `").append(reason.label());
            page.append("` | ").append(about(reason.scope())).append(" | ");
            page.append(reason.sentence()).append(" | ").append(reason.repair()).append(" |\n");
        }
        return page.append(PLACES).toString();
    }

    private static String about(Reason.Scope scope) {
        return switch (scope) {
            case NODE -> "a node";
            case POD -> "a pod";
            case POD_AND_NODE -> "a pod or node";
            case API -> "the service";
        };
    }
}
