package io.kubemeter.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.Reason;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ScrapeLogTest {
    private static final NodeName NODE = new NodeName("node1");

    private final Logger logger = (Logger) LoggerFactory.getLogger(ScrapeLog.class);
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private final AtomicLong nanos = new AtomicLong();
    private final ReasonCounts counts = new ReasonCounts();
    private final ScrapeLog log = new ScrapeLog(counts, nanos::get);

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(appender);
        logger.setLevel(null);
        logger.setAdditive(true);
    }

    @Test
    void aFailureNamesItsNodeCodeCauseAndHowManyShareIt() {
        counts.moved(null, Reason.CONNECT_REFUSED);
        log.failing(NODE, Reason.CONNECT_REFUSED, "address=10.0.0.1:10250");
        assertThat(lines())
                .containsExactly(
                        "ERROR Failed to scrape node node=node1 code=KM120 err="
                                + Reason.CONNECT_REFUSED.sentence()
                                + ": address=10.0.0.1:10250 nodes=1");
    }

    @Test
    void aRecoveryNamesWhatIsOver() {
        log.recovered(NODE, Reason.TIMEOUT);
        assertThat(lines())
                .containsExactly("INFO Scraped node again node=node1 code=KM123 nodes=0");
    }

    @Test
    void anUnprovenPeerIsWarnedOf() {
        log.proof(NODE, Reason.SELF_SIGNED, "subject=CN=node1");
        log.proof(NODE, null, "");
        assertThat(lines().getFirst())
                .startsWith(
                        "WARN Kubelet would be refused if verification were enforced node=node1")
                .contains(" code=KM106 ")
                .endsWith(": subject=CN=node1");
        assertThat(lines().getLast()).isEqualTo("INFO Kubelet is proven now node=node1");
    }

    @Test
    void whatFoundNoRoomIsSummedUpByReasonOnce() {
        for (int i = 0; i < 1000; i++) {
            counts.moved(null, Reason.FORBIDDEN);
            log.failing(new NodeName("node" + i), Reason.FORBIDDEN, "status=403");
        }
        int before = lines().size();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
        log.summarise(nanos.get());
        log.summarise(nanos.get());
        assertThat(before).isEqualTo(20);
        assertThat(lines().subList(before, lines().size()))
                .containsExactly(
                        "ERROR Failed to scrape nodes code=KM111 err="
                                + Reason.FORBIDDEN.sentence()
                                + " nodes=1000",
                        "INFO More nodes changed than there is room for changes=980");
    }

    private List<String> lines() {
        return appender.list.stream()
                .map(event ->
                        event.getLevel()
                                + " "
                                + event.getFormattedMessage()
                                + event.getKeyValuePairs().stream()
                                        .map(pair -> " " + pair.key + "=" + pair.value)
                                        .collect(Collectors.joining()))
                .toList();
    }
}
