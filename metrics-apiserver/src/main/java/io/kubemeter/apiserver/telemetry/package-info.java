/** Writes out what we count about ourselves, for Prometheus. */
@NullMarked
package io.kubemeter.apiserver.telemetry;

import org.jspecify.annotations.NullMarked;
