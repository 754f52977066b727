/**
 * The named ways in which a simulated cluster goes wrong: one registry for tests, demo and bench.
 */
@NullMarked
package io.kubemeter.simulator.scenario;

import org.jspecify.annotations.NullMarked;
