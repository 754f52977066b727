/** Reads {@code /stats/summary}, the fall-back of nodes that have no resource metrics. */
@NullMarked
package io.kubemeter.kubelet.summary;

import org.jspecify.annotations.NullMarked;
