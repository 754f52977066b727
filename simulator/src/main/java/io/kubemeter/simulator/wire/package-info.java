/** How API objects look on the wire: one description, written as JSON or as protobuf. */
@NullMarked
package io.kubemeter.simulator.wire;

import org.jspecify.annotations.NullMarked;
