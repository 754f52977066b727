package io.kubemeter.simulator.scenario;

/**
 * What a service should say while a scenario is played.
 *
 * @param loss whose numbers are missing or grow old
 * @param reason the reason's label, empty where nothing needs one
 */
public record Expectation(Loss loss, String reason) {
    /** Whose numbers a scenario costs. */
    public enum Loss {
        /** The victim node, with all its pods. */
        NODE,
        /** Single pods of the victim. */
        POD,
        /** Nobody's: what is wrong is refused, and counted under the reason. */
        REFUSED,
        /** Nobody's, and there is nothing to tell. */
        NONE
    }

    static Expectation node(String reason) {
        return new Expectation(Loss.NODE, reason);
    }

    static Expectation pod(String reason) {
        return new Expectation(Loss.POD, reason);
    }

    static Expectation refused(String reason) {
        return new Expectation(Loss.REFUSED, reason);
    }

    static Expectation none() {
        return new Expectation(Loss.NONE, "");
    }
}
