package io.kubemeter.apiserver.protobuf;

/**
 * What is read of a Status.
 *
 * @param code the HTTP code, 0 where absent
 * @param reason the reason in one word
 * @param message the reason as a sentence
 */
public record StatusItem(int code, String reason, String message) {}
