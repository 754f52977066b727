package io.kubemeter.apiserver.http;

/**
 * What the connections of one listener share.
 *
 * @param config the bounds of each
 * @param handler who answers their requests
 * @param connections all that are open
 * @param date the Date header of their answers
 */
record ListenerContext(
        ListenerConfig config, HttpHandler handler, Connections connections, DateHeader date) {}
