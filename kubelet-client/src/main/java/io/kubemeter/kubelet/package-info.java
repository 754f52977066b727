/**
 * Scrapes kubelets: the public face, and the only place that joins pool, schedule, exposition and
 * store.
 */
@NullMarked
package io.kubemeter.kubelet;

import org.jspecify.annotations.NullMarked;
