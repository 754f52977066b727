package io.kubemeter.apiserver.kube;

import java.time.Instant;

/**
 * Something that people should find at a Node: {@code kubectl describe node} shows it.
 *
 * @param name the Event's own name; whoever posts it a second time is told that it is there
 * @param node the Node's name
 * @param uid the Node's uid
 * @param warning whether it is a warning, or only good to know
 * @param reason one word for machines
 * @param message a text for people
 * @param at when it was seen
 */
public record NodeEvent(
        String name,
        String node,
        String uid,
        boolean warning,
        String reason,
        String message,
        Instant at) {}
