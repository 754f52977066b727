package io.kubemeter.bench.run;

/** One question to the API: where, and in which format. */
record Ask(String path, String accept, boolean keepsBody) {
    static final String JSON = "application/json";
    static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

    static Ask json(String path) {
        return new Ask(path, JSON, false);
    }

    static Ask protobuf(String path) {
        return new Ask(path, PROTOBUF, false);
    }

    /** The same, but the answer's body is wanted too. */
    Ask whole() {
        return new Ask(path, accept, true);
    }
}
