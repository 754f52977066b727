/** The package that every class of this module sits under. */
@NullMarked
package io.kubemeter.kubelet;

import org.jspecify.annotations.NullMarked;
