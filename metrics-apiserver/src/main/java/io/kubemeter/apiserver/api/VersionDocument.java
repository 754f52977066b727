package io.kubemeter.apiserver.api;

import io.kubemeter.apiserver.json.JsonIndent;
import io.kubemeter.apiserver.json.JsonWriter;
import java.util.List;

/**
 * What {@code /version} says. Its keys are those of Kubernetes, because clients read them into a
 * type; major and minor are those of the libraries whose API this is.
 */
final class VersionDocument {
    private static final String MAJOR = "1";
    private static final String MINOR = "36";
    private static final String OLDEST_MINOR = "35";

    private final byte[] body;

    VersionDocument(String version) {
        String json =
                "{\"major\":"
                        + JsonWriter.quote(MAJOR)
                        + ",\"minor\":"
                        + JsonWriter.quote(MINOR)
                        + ",\"emulationMajor\":"
                        + JsonWriter.quote(MAJOR)
                        + ",\"emulationMinor\":"
                        + JsonWriter.quote(MINOR)
                        + ",\"minCompatibilityMajor\":"
                        + JsonWriter.quote(MAJOR)
                        + ",\"minCompatibilityMinor\":"
                        + JsonWriter.quote(OLDEST_MINOR)
                        + ",\"gitVersion\":"
                        + JsonWriter.quote(version)
                        + ",\"gitCommit\":\"\",\"gitTreeState\":\"\""
                        + ",\"buildDate\":\"1970-01-01T00:00:00Z\",\"goVersion\":"
                        + JsonWriter.quote("java" + Runtime.version().feature())
                        + ",\"compiler\":\"javac\",\"platform\":\"linux/"
                        + (System.getProperty("os.arch", "").equals("aarch64") ? "arm64" : "amd64")
                        + "\"}";
        body = JsonIndent.of(json);
    }

    /** Always indented, and JSON only. */
    Answer answer(ApiRequest request) {
        return Answers.of(request, 200, Format.JSON.mediaType(), List.of(), BodySource.of(body));
    }
}
