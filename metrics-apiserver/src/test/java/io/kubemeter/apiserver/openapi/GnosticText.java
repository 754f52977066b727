package io.kubemeter.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Reads gnostic's messages back into JSON, by tables of its own: {@code name:TYPE}, where a type
 * ending in an asterisk is repeated, one in angle brackets a map of named values.
 */
final class GnosticText {
    private static final Map<String, Map<Integer, String>> V2 = new HashMap<>();
    private static final Map<String, Map<Integer, String>> V3 = new HashMap<>();

    static {
        message(V2, "Document", "1 swagger text,2 info Info,8 paths Paths,9 definitions Schemas");
        message(V2, "Info", "1 title text,2 version text");
        message(V2, "Paths", "2 + PathItem");
        message(V2, "Schemas", "1 + Schema");
        message(V2, "PathItem", "2 get Operation,9 parameters ParametersItem*");
        message(
                V2,
                "Operation",
                "1 tags text*,3 description text,5 operationId text,6 produces text*,7 consumes"
                        + " text*,9 responses Responses,10 schemes text*,13 + any");
        message(V2, "Responses", "1 + ResponseValue");
        message(V2, "ResponseValue", "1 . Response");
        message(V2, "Response", "1 description text,2 schema SchemaItem");
        message(V2, "SchemaItem", "1 . Schema");
        message(V2, "ParametersItem", "1 . Parameter");
        message(V2, "Parameter", "2 . NonBody");
        message(V2, "NonBody", "3 . Query,4 . Path");
        message(
                V2,
                "Query",
                "1 required flag,2 in text,3 description text,4 name text,6 type text,20"
                        + " uniqueItems flag");
        message(
                V2,
                "Path",
                "1 required flag,2 in text,3 description text,4 name text,5 type text,19"
                        + " uniqueItems flag");
        message(
                V2,
                "Schema",
                "1 $ref text,2 format text,4 description text,19 required text*,21"
                        + " additionalProperties SchemaItem,22 type TypeItem,23 items SchemaItem,25"
                        + " properties Schemas,31 + any");
        message(V2, "TypeItem", "1 . text");
        message(V3, "Document", "1 openapi text,2 info Info,4 paths Paths,5 components Components");
        message(V3, "Info", "1 title text,6 version text");
        message(V3, "Paths", "1 + PathItem");
        message(V3, "PathItem", "4 get Operation,13 parameters ParameterOrReference*");
        message(V3, "ParameterOrReference", "1 . Parameter");
        message(
                V3,
                "Parameter",
                "1 name text,2 in text,3 description text,4 required flag,10 schema"
                        + " SchemaOrReference");
        message(
                V3,
                "Operation",
                "1 tags text*,3 description text,5 operationId text,8 responses Responses,13 +"
                        + " any");
        message(V3, "Responses", "2 + ResponseOrReference");
        message(V3, "ResponseOrReference", "1 . Response");
        message(V3, "Response", "1 description text,3 content MediaTypes");
        message(V3, "MediaTypes", "1 + MediaType");
        message(V3, "MediaType", "1 schema SchemaOrReference");
        message(V3, "Components", "1 schemas Schemas");
        message(V3, "Schemas", "1 + SchemaOrReference");
        message(V3, "SchemaOrReference", "1 . Schema,2 . Reference");
        message(V3, "Reference", "1 $ref text");
        message(V3, "OneSchema", "1 . SchemaOrReference");
        message(
                V3,
                "Schema",
                "20 uniqueItems flag,23 required text*,25 type text,26 allOf SchemaOrReference*,27"
                        + " oneOf SchemaOrReference*,30 items OneSchema,31 properties Schemas,32"
                        + " additionalProperties OneSchema,33 default Default,34 description"
                        + " text,35 format text,36 + any");
        message(V3, "Default", "2 . flag,3 . text");
    }

    private final Map<String, Map<Integer, String>> messages;

    private GnosticText(Map<String, Map<Integer, String>> messages) {
        this.messages = messages;
    }

    static JsonNode v2(byte[] bytes) throws IOException {
        return new GnosticText(V2).read("Document", CodedInputStream.newInstance(bytes));
    }

    static JsonNode v3(byte[] bytes) throws IOException {
        return new GnosticText(V3).read("Document", CodedInputStream.newInstance(bytes));
    }

    private static void message(
            Map<String, Map<Integer, String>> into, String name, String fields) {
        Map<Integer, String> byNumber = new HashMap<>();
        for (String field : fields.split(",", -1)) {
            String[] parts = field.split(" ", 2);
            byNumber.put(Integer.valueOf(parts[0]), parts[1]);
        }
        into.put(name, byNumber);
    }

    private JsonNode read(String message, CodedInputStream in) throws IOException {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            String field =
                    Objects.requireNonNull(messages.get(message))
                            .get(WireFormat.getTagFieldNumber(tag));
            if (field == null) {
                throw new IOException(message + " has no field for tag " + tag);
            }
            String[] parts = field.split(" ", -1);
            String type = parts[1];
            if (parts[0].equals(".")) {
                return value(type, in);
            } else if (parts[0].equals("+")) {
                named(type, CodedInputStream.newInstance(in.readByteArray()), object);
            } else if (type.endsWith("*")) {
                ArrayNode list = object.withArray("/" + parts[0]);
                list.add(value(type.substring(0, type.length() - 1), in));
            } else {
                object.set(parts[0], value(type, in));
            }
        }
        return object;
    }

    private void named(String type, CodedInputStream in, ObjectNode into) throws IOException {
        in.readTag();
        String name = in.readString();
        in.readTag();
        into.set(name, value(type, in));
    }

    /** A word, a list of words, an object of words or a list of such objects. */
    private static JsonNode yaml(String text) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (!text.startsWith("- ")) {
            return text.contains(": ") ? object(text) : word(text.strip());
        }
        ArrayNode list = nodes.arrayNode();
        for (String item : text.strip().substring(2).split("\n- ", -1)) {
            list.add(item.contains(": ") ? object(item) : word(item.strip()));
        }
        return list;
    }

    private static JsonNode object(String lines) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (String line : lines.strip().split("\n", -1)) {
            String[] pair = line.strip().split(": ", 2);
            object.set(pair[0], word(pair[1]));
        }
        return object;
    }

    private static JsonNode word(String word) {
        return JsonNodeFactory.instance.textNode(word.equals("\"\"") ? "" : word);
    }

    private JsonNode value(String type, CodedInputStream in) throws IOException {
        return switch (type) {
            case "text" -> JsonNodeFactory.instance.textNode(in.readString());
            case "flag" -> JsonNodeFactory.instance.booleanNode(in.readBool());
            case "any" -> {
                CodedInputStream any = CodedInputStream.newInstance(in.readByteArray());
                any.readTag();
                yield yaml(any.readString());
            }
            default -> read(type, CodedInputStream.newInstance(in.readByteArray()));
        };
    }
}
