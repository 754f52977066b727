/** Kubernetes quantity, time and duration text, written straight into bytes. */
@NullMarked
package io.kubemeter.quantity;

import org.jspecify.annotations.NullMarked;
