/** Serving certificates: made when there are none, read again when their files change. */
@NullMarked
package io.kubemeter.apiserver.certificates;

import org.jspecify.annotations.NullMarked;
