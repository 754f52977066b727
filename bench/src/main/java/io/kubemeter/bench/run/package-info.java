/** The whole-process benchmark: a simulated cluster, a metrics server as its child, and load. */
@NullMarked
package io.kubemeter.bench.run;

import org.jspecify.annotations.NullMarked;
