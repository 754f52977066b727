/** Connections to kubelets: dialling, proof of the peer, one bounded HTTP/1.1 answer at a time. */
@NullMarked
package io.kubemeter.kubelet.pool;

import org.jspecify.annotations.NullMarked;
