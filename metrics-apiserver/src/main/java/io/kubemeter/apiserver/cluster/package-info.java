/** The cluster as kube-apiserver tells it: nodes and running pods in a lean table. */
@NullMarked
package io.kubemeter.apiserver.cluster;

import org.jspecify.annotations.NullMarked;
