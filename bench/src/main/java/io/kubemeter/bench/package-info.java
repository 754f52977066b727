/** Benches and stress tests of the hot classes, and what they measure with. */
@NullMarked
package io.kubemeter.bench;

import org.jspecify.annotations.NullMarked;
