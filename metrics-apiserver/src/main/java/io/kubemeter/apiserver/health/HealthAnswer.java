package io.kubemeter.apiserver.health;

/**
 * What a probe says.
 *
 * @param healthy whether every check that counts has passed
 * @param text the body
 * @param summary whether this is a whole probe's answer, which forbids content sniffing, and not
 *     that of a single check
 */
public record HealthAnswer(boolean healthy, String text, boolean summary) {}
