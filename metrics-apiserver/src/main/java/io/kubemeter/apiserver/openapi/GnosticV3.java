package io.kubemeter.apiserver.openapi;

import static io.kubemeter.apiserver.openapi.Shape.FLAG;
import static io.kubemeter.apiserver.openapi.Shape.TEXT;
import static io.kubemeter.apiserver.openapi.Shape.orReference;
import static io.kubemeter.apiserver.openapi.Shape.repeated;
import static io.kubemeter.apiserver.openapi.Shape.within;
import static io.kubemeter.apiserver.protobuf.ProtoWriter.delimited;
import static io.kubemeter.apiserver.protobuf.ProtoWriter.number;

import io.kubemeter.apiserver.protobuf.ProtoWriter;

/**
 * The messages {@code openapi.v3} of gnostic, as far as our documents need them: what clients mean
 * by {@code application/com.github.proto-openapi.spec.v3.v1.0+protobuf}.
 */
final class GnosticV3 {
    static final Message DOCUMENT = new Message();

    private static final Message INFO =
            new Message().field("title", 1, TEXT).field("version", 6, TEXT);
    private static final Message PATH_ITEM = new Message();
    private static final Message OPERATION = new Message();
    private static final Message PARAMETER = new Message();
    private static final Message RESPONSE = new Message();
    private static final Message MEDIA_TYPE = new Message();
    private static final Message SCHEMA = new Message();
    private static final Message REFERENCE = new Message().field("$ref", 1, TEXT);
    private static final Shape SCHEMA_OR_REFERENCE =
            orReference(within(1, SCHEMA), within(2, REFERENCE));

    static {
        DOCUMENT.field("openapi", 1, TEXT)
                .field("info", 2, INFO)
                .field("paths", 4, new Message().others(1, PATH_ITEM))
                .field(
                        "components",
                        5,
                        new Message()
                                .field("schemas", 1, new Message().others(1, SCHEMA_OR_REFERENCE)));
        PATH_ITEM
                .field("get", 4, OPERATION)
                .field("parameters", 13, repeated(within(1, PARAMETER)));
        OPERATION
                .field("tags", 1, repeated(TEXT))
                .field("description", 3, TEXT)
                .field("operationId", 5, TEXT)
                .field("responses", 8, new Message().others(2, within(1, RESPONSE)))
                .extensions(13);
        PARAMETER
                .field("name", 1, TEXT)
                .field("in", 2, TEXT)
                .field("description", 3, TEXT)
                .field("required", 4, FLAG)
                .field("schema", 10, SCHEMA_OR_REFERENCE);
        RESPONSE.field("description", 1, TEXT)
                .field("content", 3, new Message().others(1, MEDIA_TYPE));
        MEDIA_TYPE.field("schema", 1, SCHEMA_OR_REFERENCE);
        SCHEMA.field("uniqueItems", 20, FLAG)
                .field("required", 23, repeated(TEXT))
                .field("type", 25, TEXT)
                .field("allOf", 26, repeated(SCHEMA_OR_REFERENCE))
                .field("oneOf", 27, repeated(SCHEMA_OR_REFERENCE))
                .field("items", 30, within(1, SCHEMA_OR_REFERENCE))
                .field("properties", 31, new Message().others(1, SCHEMA_OR_REFERENCE))
                .field("additionalProperties", 32, within(1, SCHEMA_OR_REFERENCE))
                .field("default", 33, GnosticV3::defaultValue)
                .field("description", 34, TEXT)
                .field("format", 35, TEXT)
                .extensions(36);
    }

    private GnosticV3() {}

    /** A default is one of three types; an object is none of them and leaves the message empty. */
    private static void defaultValue(ProtoWriter out, int field, Object value) {
        int begun = out.begin(delimited(field));
        switch (value) {
            case Boolean flag -> out.number(number(2), flag ? 1 : 0);
            case String text -> out.text(delimited(3), text);
            default -> {
                // An empty message.
            }
        }
        out.end(begun);
    }
}
