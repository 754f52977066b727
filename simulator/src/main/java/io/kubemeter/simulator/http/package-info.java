/** HTTPS servers and clients of the simulator, HTTP/1.1 and HTTP/2. Knows no Kubernetes. */
@NullMarked
package io.kubemeter.simulator.http;

import org.jspecify.annotations.NullMarked;
