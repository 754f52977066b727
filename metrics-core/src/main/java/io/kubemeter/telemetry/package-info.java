/** Counters and histograms about ourselves: plain JDK types that Micrometer is let to read. */
@NullMarked
package io.kubemeter.telemetry;

import org.jspecify.annotations.NullMarked;
