package io.kubemeter.apiserver;

import io.kubemeter.apiserver.api.ApiRequest;
import io.kubemeter.apiserver.http.HttpExchange;

/** Reads what the API is asked from an exchange, as {@link Responses} write what it answers. */
final class Requests {
    private Requests() {}

    static ApiRequest of(HttpExchange exchange) {
        return ApiRequest.parse(
                exchange.method(), exchange.rawPath(), exchange.rawQuery(), exchange::header);
    }
}
