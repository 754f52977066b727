/** Fake kubelets: real TLS, real tokens, real bodies, and faults on demand. */
@NullMarked
package io.kubemeter.simulator.kubelet;

import org.jspecify.annotations.NullMarked;
