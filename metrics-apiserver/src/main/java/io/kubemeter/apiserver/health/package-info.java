/** Probes: named checks behind {@code /healthz}, {@code /livez} and {@code /readyz}. */
@NullMarked
package io.kubemeter.apiserver.health;

import org.jspecify.annotations.NullMarked;
