/** The least fake kube-apiserver that satisfies kubectl, client-go, fabric8 and metrics servers. */
@NullMarked
package io.kubemeter.simulator.kube;

import org.jspecify.annotations.NullMarked;
