/** The package that every class of this module sits under. */
@NullMarked
package io.kubemeter.simulator;

import org.jspecify.annotations.NullMarked;
