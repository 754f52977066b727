/** When a node is scraped: hashed phases, early tries and back-off, on a wheel of coarse ticks. */
@NullMarked
package io.kubemeter.kubelet.schedule;

import org.jspecify.annotations.NullMarked;
