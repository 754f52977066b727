package io.kubemeter.apiserver.api;

/** How an object is written, in the order in which a caller without preference gets it. */
enum Format {
    JSON("application", "json"),
    YAML("application", "yaml"),
    PROTOBUF("application", "vnd.kubernetes.protobuf");

    private final String type;
    private final String subtype;

    Format(String type, String subtype) {
        this.type = type;
        this.subtype = subtype;
    }

    String mediaType() {
        return type + "/" + subtype;
    }

    boolean matches(AcceptClause clause) {
        return clause.matches(type, subtype);
    }
}
