/** The package that every class of this module sits under. */
@NullMarked
package io.kubemeter.apiserver;

import org.jspecify.annotations.NullMarked;
