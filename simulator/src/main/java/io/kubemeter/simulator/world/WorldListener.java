package io.kubemeter.simulator.world;

/**
 * Hears of every change, in the order of resource versions. Called under the world's lock: hand the
 * change over and return, and do not call back into the world's mutators.
 */
public interface WorldListener {
    /** A node came, changed or went. A deleted one carries the version of its deletion. */
    void nodeChanged(ChangeType type, SimulatedNode node);

    /** A pod came, changed or went. A deleted one carries the version of its deletion. */
    void podChanged(ChangeType type, SimulatedPod pod);
}
