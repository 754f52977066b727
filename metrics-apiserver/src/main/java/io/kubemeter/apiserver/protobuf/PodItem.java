package io.kubemeter.apiserver.protobuf;

/**
 * What is read of a Pod; absent texts are empty.
 *
 * @param meta of its metadata
 * @param nodeName {@code spec.nodeName}
 * @param phase {@code status.phase}
 * @param startMillis {@code status.startTime} in milliseconds since the epoch, 0 where absent
 */
public record PodItem(ItemMeta meta, String nodeName, String phase, long startMillis) {}
