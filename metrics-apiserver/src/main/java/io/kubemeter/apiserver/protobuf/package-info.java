/** Protobuf's wire format: writes what we serve, reads pods and nodes, skipping by length. */
@NullMarked
package io.kubemeter.apiserver.protobuf;

import org.jspecify.annotations.NullMarked;
