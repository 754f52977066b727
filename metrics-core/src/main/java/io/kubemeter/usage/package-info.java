/** Pure arithmetic from sample pairs to usage. */
@NullMarked
package io.kubemeter.usage;

import org.jspecify.annotations.NullMarked;
