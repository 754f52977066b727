/** The simulated cluster's certificates, keys and tokens. */
@NullMarked
package io.kubemeter.simulator.pki;

import org.jspecify.annotations.NullMarked;
