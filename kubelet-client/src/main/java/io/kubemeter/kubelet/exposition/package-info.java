/**
 * From the bytes of a kubelet's answer to rows of numbers. Knows no network; trusts nothing it
 * reads.
 */
@NullMarked
package io.kubemeter.kubelet.exposition;

import org.jspecify.annotations.NullMarked;
