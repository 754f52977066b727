package io.kubemeter.simulator.world;

/** What happened to an object, as a watch names it. */
public enum ChangeType {
    ADDED,
    MODIFIED,
    DELETED
}
