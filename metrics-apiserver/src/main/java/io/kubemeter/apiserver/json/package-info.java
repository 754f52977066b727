/** Writes JSON straight into buffers. Hot: no allocation per item. */
@NullMarked
package io.kubemeter.apiserver.json;

import org.jspecify.annotations.NullMarked;
