/** Everything that talks to kube-apiserver: plain blocking calls, never on an event loop. */
@NullMarked
package io.kubemeter.apiserver.kube;

import org.jspecify.annotations.NullMarked;
