package io.kubemeter.kubelet;

import io.kubemeter.kubelet.schedule.ScrapeClock;
import io.kubemeter.store.SampleStore;
import io.kubemeter.telemetry.Telemetry;
import java.util.List;

/**
 * What all loops of one scraper share.
 *
 * @param config how to scrape
 * @param access what opens a kubelet's door
 * @param store where samples go
 * @param telemetry where we count ourselves
 * @param bindings whose pods a node may speak for
 * @param runtime sockets, threads and clocks
 * @param clock when nodes are scraped
 * @param counts nodes by reason
 * @param listeners who hears of scrapes that ended
 */
record ScrapeSetup(
        KubeletConfig config,
        KubeletAccess access,
        SampleStore store,
        Telemetry telemetry,
        PodBindings bindings,
        ScrapeRuntime runtime,
        ScrapeClock clock,
        ReasonCounts counts,
        List<ScrapeListener> listeners) {
    long tickNanos() {
        return ScrapeClock.tickNanos(config.resolution(), config.requestTimeout());
    }
}
