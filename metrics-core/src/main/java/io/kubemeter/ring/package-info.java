/** The lock-free history of one series. The only package with VarHandles. */
@NullMarked
package io.kubemeter.ring;

import org.jspecify.annotations.NullMarked;
