package io.kubemeter.apiserver.telemetry;

import java.util.function.LongSupplier;

/**
 * One number that somebody else keeps and that is read when we are scraped.
 *
 * @param name the family; of a counter without {@code _total}
 * @param help what it is
 * @param counts whether it only grows
 * @param value reads it; from any thread
 */
public record Reading(String name, String help, boolean counts, LongSupplier value) {
    /** A number that only grows. */
    public static Reading counter(String name, String help, LongSupplier value) {
        return new Reading(name, help, true, value);
    }

    /** A number that comes and goes. */
    public static Reading gauge(String name, String help, LongSupplier value) {
        return new Reading(name, help, false, value);
    }
}
