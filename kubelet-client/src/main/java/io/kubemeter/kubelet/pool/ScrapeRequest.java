package io.kubemeter.kubelet.pool;

/**
 * What is asked of a kubelet.
 *
 * @param path the path with its query
 * @param accept the value of {@code Accept}
 * @param mediaType the one media type that is read, without parameters
 */
public record ScrapeRequest(String path, String accept, String mediaType) {}
