/** Routes and resources of metrics.k8s.io. */
@NullMarked
package io.kubemeter.apiserver.api;

import org.jspecify.annotations.NullMarked;
