package io.kubemeter.apiserver.cluster;

/**
 * One address that a Node reports.
 *
 * @param type as in {@code status.addresses[].type}: InternalIP, Hostname …
 * @param value the address or name
 */
public record NodeAddress(String type, String value) {}
