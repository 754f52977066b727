package io.kubemeter.apiserver.api;

import io.kubemeter.apiserver.json.JsonIndent;
import io.kubemeter.apiserver.json.JsonWriter;
import java.util.Collection;
import java.util.List;

/** The list of paths: what the root answers, and with 404 every path that is none of ours. */
final class RootIndex {
    private final byte[] body;

    /** The paths come sorted. */
    RootIndex(Collection<String> paths) {
        String items = String.join(",", paths.stream().map(JsonWriter::quote).toList());
        body = JsonIndent.of("{\"paths\":[" + items + "]}");
    }

    Answer answer(ApiRequest request, int code) {
        return Answers.of(request, code, Format.JSON.mediaType(), List.of(), BodySource.of(body));
    }
}
