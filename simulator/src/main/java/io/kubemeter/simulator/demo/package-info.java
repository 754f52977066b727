/** The simulator's process: a cluster to try a metrics server on, and the real service as child. */
@NullMarked
package io.kubemeter.simulator.demo;

import org.jspecify.annotations.NullMarked;
