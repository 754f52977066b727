package io.kubemeter.apiserver.api;

import java.util.List;

/**
 * What is sent back.
 *
 * @param code the HTTP status
 * @param headers all header lines but those of framing and date
 * @param body the body; to be closed by whoever takes the answer
 */
public record Answer(int code, List<Header> headers, BodySource body) {
    /**
     * One header line.
     *
     * @param name its name
     * @param value its value
     */
    public record Header(String name, String value) {}

    public Answer {
        headers = List.copyOf(headers);
    }
}
