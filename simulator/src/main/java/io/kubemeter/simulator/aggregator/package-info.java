/** The aggregation layer: passes requests on to extension servers as kube-apiserver does. */
@NullMarked
package io.kubemeter.simulator.aggregator;

import org.jspecify.annotations.NullMarked;
