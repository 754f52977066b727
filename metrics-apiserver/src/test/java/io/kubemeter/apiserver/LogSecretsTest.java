package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.world.WorldShape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Nothing that anybody could use is ever printed, however much is logged. */
class LogSecretsTest {
    private static final String NODES = "/apis/metrics.k8s.io/v1/nodes";

    @TempDir Path folder;

    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private final ByteArrayOutputStream json = new ByteArrayOutputStream();

    @Test
    void noTokenKeyOrCertificateIsEverPrinted() throws Exception {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Logger ours = context.getLogger("io.kubemeter");
        Level before = ours.getLevel();
        OutputStreamAppender<ILoggingEvent> klog = appender(context, new KlogEncoder(), text);
        OutputStreamAppender<ILoggingEvent> object = appender(context, new JsonLogEncoder(), json);
        root.addAppender(klog);
        root.addAppender(object);
        ours.setLevel(Level.TRACE);
        List<String> secrets;
        try {
            secrets = everythingThatGoesWrong();
        } finally {
            ours.setLevel(before);
            root.detachAppender(klog);
            root.detachAppender(object);
            klog.stop();
            object.stop();
        }
        for (String log :
                List.of(
                        text.toString(StandardCharsets.UTF_8),
                        json.toString(StandardCharsets.UTF_8))) {
            assertThat(log).contains("Unable to authenticate the request", "HTTP", "audit-ID");
            assertThat(log.toLowerCase(Locale.ROOT)).doesNotContain("-----begin");
            for (String secret : secrets) {
                assertThat(log).doesNotContain(secret);
            }
        }
    }

    /** Drives callers with all kinds of credentials through; gives what must not be printed. */
    private List<String> everythingThatGoesWrong() throws Exception {
        List<String> secrets = new ArrayList<>();
        try (ServiceFixture service = ServiceFixture.start(WorldShape.of(1, 1, 1, 9), folder)) {
            service.listOf(NODES, 1);
            String good = service.token("somebody");
            String bad = "kubemeter-is-not-to-print-this-token";
            ClusterPki elsewhere = ClusterPki.create(service.cluster.world().clock());
            DirectCaller anybody = service.direct();
            anybody.bearing(good).get(NODES);
            anybody.bearing(bad).get(NODES);
            anybody.saying("Authorization", "Basic " + bad).get(NODES);
            anybody.showing(elsewhere.admin()).get(NODES);
            anybody.showing(service.cluster.pki().admin()).get(NODES);
            anybody.bearing(good).saying("Impersonate-User", "x").get(NODES);
            String corrupt = corruptConfigMap(service);
            service.cluster.cutConnections();
            anybody.bearing(bad + "2").get(NODES);
            secrets.addAll(List.of(good, bad, corrupt));
            secrets.add(body(elsewhere.admin().certificatePem()));
            secrets.add(body(service.cluster.kubeRootCa()));
            try (var files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    if (!file.endsWith("namespace")) {
                        secrets.add(body(Files.readString(file)));
                    }
                }
            }
        }
        return secrets;
    }

    /** A map whose authorities cannot be read; what stands in them is told to nobody. */
    private static String corruptConfigMap(ServiceFixture service) throws IOException {
        String nonsense =
                Base64.getEncoder()
                        .encodeToString("no certificate at all".getBytes(StandardCharsets.UTF_8));
        service.cluster
                .objects()
                .authentication(data -> {
                    Map<String, String> other = new HashMap<>(data);
                    other.put(
                            "client-ca-file",
                            "-----BEGIN CERTIFICATE-----\n"
                                    + nonsense
                                    + "\n-----END CERTIFICATE-----\n");
                    return other;
                });
        return nonsense;
    }

    /** Enough of a file's contents to know it by. */
    private static String body(String text) {
        String lines = text.replaceAll("-----[A-Z ]+-----", "").strip();
        return lines.substring(0, Math.min(40, lines.length()));
    }

    private static OutputStreamAppender<ILoggingEvent> appender(
            LoggerContext context, Encoder<ILoggingEvent> encoder, ByteArrayOutputStream into) {
        encoder.setContext(context);
        encoder.start();
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setOutputStream(into);
        appender.start();
        return appender;
    }
}
