package io.kubemeter.apiserver.openapi;

import static io.kubemeter.apiserver.openapi.Shape.ANY;
import static io.kubemeter.apiserver.openapi.Shape.FLAG;
import static io.kubemeter.apiserver.openapi.Shape.TEXT;
import static io.kubemeter.apiserver.openapi.Shape.repeated;
import static io.kubemeter.apiserver.openapi.Shape.within;
import static io.kubemeter.apiserver.protobuf.ProtoWriter.delimited;

import io.kubemeter.apiserver.protobuf.ProtoWriter;

/**
 * The messages {@code openapi.v2} of gnostic, as far as our documents need them: what clients mean
 * by {@code application/com.github.proto-openapi.spec.v2.v1.0+protobuf}.
 */
final class GnosticV2 {
    static final Message DOCUMENT = new Message();

    private static final Message INFO =
            new Message().field("title", 1, TEXT).field("version", 2, TEXT);
    private static final Message PATH_ITEM = new Message();
    private static final Message OPERATION = new Message();
    private static final Message RESPONSE = new Message();
    private static final Message SCHEMA = new Message();

    /**
     * Where in the query's message a member stands; in that of the path it is one less from 5 on.
     */
    private static final Message QUERY =
            new Message()
                    .field("required", 1, FLAG)
                    .field("in", 2, TEXT)
                    .field("description", 3, TEXT)
                    .field("name", 4, TEXT)
                    .field("type", 6, TEXT)
                    .field("uniqueItems", 20, FLAG);

    private static final Message PATH =
            new Message()
                    .field("required", 1, FLAG)
                    .field("in", 2, TEXT)
                    .field("description", 3, TEXT)
                    .field("name", 4, TEXT)
                    .field("type", 5, TEXT)
                    .field("uniqueItems", 19, FLAG);

    static {
        DOCUMENT.field("swagger", 1, TEXT)
                .field("info", 2, INFO)
                .field("paths", 8, new Message().others(2, PATH_ITEM))
                .field("definitions", 9, new Message().others(1, SCHEMA));
        PATH_ITEM
                .field("get", 2, OPERATION)
                .field("parameters", 9, repeated(within(1, within(2, GnosticV2::parameter))));
        OPERATION
                .field("tags", 1, repeated(TEXT))
                .field("description", 3, TEXT)
                .field("operationId", 5, TEXT)
                .field("produces", 6, repeated(TEXT))
                .field("consumes", 7, repeated(TEXT))
                .field("responses", 9, new Message().others(1, within(1, RESPONSE)))
                .field("schemes", 10, repeated(TEXT))
                .extensions(13);
        RESPONSE.field("description", 1, TEXT).field("schema", 2, within(1, SCHEMA));
        SCHEMA.field("$ref", 1, TEXT)
                .field("format", 2, TEXT)
                .field("description", 4, TEXT)
                .field("default", 5, ANY)
                .field("required", 19, repeated(TEXT))
                .field("additionalProperties", 21, within(1, SCHEMA))
                .field("type", 22, within(1, repeated(TEXT)))
                .field("items", 23, within(1, SCHEMA))
                .field("properties", 25, new Message().others(1, SCHEMA))
                .extensions(31);
    }

    private GnosticV2() {}

    /** A parameter is one of four messages, by its place; ours stand in the path or the query. */
    private static void parameter(ProtoWriter out, int field, Object value) {
        int begun = out.begin(delimited(field));
        boolean inPath =
                value instanceof JsonObject parameter && "path".equals(parameter.member("in"));
        if (inPath) {
            PATH.write(out, 4, value);
        } else {
            QUERY.write(out, 3, value);
        }
        out.end(begun);
    }
}
