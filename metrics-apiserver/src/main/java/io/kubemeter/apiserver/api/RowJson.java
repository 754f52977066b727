package io.kubemeter.apiserver.api;

import io.kubemeter.apiserver.json.JsonWriter;

/** Writes one row as JSON. */
@FunctionalInterface
interface RowJson {
    void write(MetricsRow row, JsonWriter out);
}
