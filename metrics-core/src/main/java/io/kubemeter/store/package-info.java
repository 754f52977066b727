/** What was measured lately: nodes, their pods, and the rings of their containers. */
@NullMarked
package io.kubemeter.store;

import org.jspecify.annotations.NullMarked;
