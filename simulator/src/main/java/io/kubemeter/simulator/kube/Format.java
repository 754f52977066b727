package io.kubemeter.simulator.kube;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** In which encoding and as what objects are answered. */
record Format(boolean protobuf, As as) {
    /** What becomes of objects on their way out. */
    enum As {
        OBJECT,
        METADATA,
        TABLE
    }

    static final String JSON_TYPE = "application/json";
    static final String PROTOBUF_TYPE = "application/vnd.kubernetes.protobuf";

    /** The first clause that can be served, or {@code null} where none can. */
    static @Nullable Format negotiate(List<String> accept) {
        for (MediaType clause : MediaType.parse(accept)) {
            Format format = of(clause);
            if (format != null) {
                return format;
            }
        }
        return null;
    }

    private static @Nullable Format of(MediaType clause) {
        if (!clause.json() && !clause.protobuf()) {
            return null;
        }
        String as = clause.parameter("as", "");
        return switch (as) {
            case "" -> new Format(clause.protobuf(), As.OBJECT);
            case "PartialObjectMetadata", "PartialObjectMetadataList" ->
                    new Format(clause.protobuf(), As.METADATA);
            case "Table" -> clause.protobuf() ? null : new Format(false, As.TABLE);
            default -> null;
        };
    }

    String contentType() {
        return protobuf ? PROTOBUF_TYPE : JSON_TYPE;
    }

    String watchContentType() {
        return protobuf ? PROTOBUF_TYPE + ";stream=watch" : JSON_TYPE;
    }
}
