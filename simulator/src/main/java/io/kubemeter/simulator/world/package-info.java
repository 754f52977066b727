/** A seeded cluster of nodes and pods whose every sample is a closed formula of time. */
@NullMarked
package io.kubemeter.simulator.world;

import org.jspecify.annotations.NullMarked;
