package io.kubemeter.apiserver.kube;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The few JSON objects that we exchange with kube-apiserver, written and read as streams. */
final class ReviewJson {
    private static final JsonFactory JSON = new JsonFactory();

    private ReviewJson() {}

    static byte[] tokenReview(String token) {
        return review(
                "authentication.k8s.io/v1",
                "TokenReview",
                json -> json.writeStringField("token", token));
    }

    static byte[] accessReview(AccessQuestion question) {
        return review(
                "authorization.k8s.io/v1",
                "SubjectAccessReview",
                json -> {
                    json.writeObjectFieldStart(question.kind());
                    for (Map.Entry<String, String> attribute : question.attributes().entrySet()) {
                        if (!attribute.getValue().isEmpty()) {
                            json.writeStringField(attribute.getKey(), attribute.getValue());
                        }
                    }
                    for (Map.Entry<String, List<AccessSelector>> one :
                            question.selectors().entrySet()) {
                        selector(json, one.getKey(), one.getValue());
                    }
                    json.writeEndObject();
                    json.writeStringField("user", question.user());
                    texts(json, "groups", question.groups());
                    if (!question.extra().isEmpty()) {
                        json.writeObjectFieldStart("extra");
                        for (Map.Entry<String, List<String>> one : question.extra().entrySet()) {
                            texts(json, one.getKey(), one.getValue());
                        }
                        json.writeEndObject();
                    }
                    if (question.uid() != null) {
                        json.writeStringField("uid", question.uid());
                    }
                });
    }

    private static void selector(JsonGenerator json, String name, List<AccessSelector> all)
            throws IOException {
        if (all.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart(name);
        json.writeArrayFieldStart("requirements");
        for (AccessSelector one : all) {
            json.writeStartObject();
            json.writeStringField("key", one.key());
            json.writeStringField("operator", one.operator());
            texts(json, "values", one.values());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    static TokenVerdict tokenVerdict(byte[] json) throws IOException {
        Token token = new Token();
        status(json, (field, in) -> token.read(field, in));
        return token.authenticated
                ? new TokenVerdict.Known(token.user, token.uid, token.groups, token.extra)
                : new TokenVerdict.Refused(token.error);
    }

    static AccessVerdict accessVerdict(byte[] json) throws IOException {
        boolean[] allowed = new boolean[1];
        String[] reason = {""};
        status(
                json,
                (field, in) -> {
                    switch (field) {
                        case "allowed" -> allowed[0] = in.getValueAsBoolean();
                        case "reason" -> reason[0] = in.getValueAsString("");
                        default -> in.skipChildren();
                    }
                });
        return new AccessVerdict(allowed[0], reason[0]);
    }

    static ConfigMap configMap(String namespace, String name, byte[] json) throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        String[] version = {""};
        try (JsonParser in = JSON.createParser(json)) {
            object(
                    in,
                    (field, value) -> {
                        boolean object = in.currentToken() == JsonToken.START_OBJECT;
                        if (object && field.equals("data")) {
                            fields(in, (key, text) -> entries.put(key, text.getValueAsString("")));
                        } else if (object && field.equals("metadata")) {
                            fields(in, (key, text) -> version(key, text, version));
                        } else {
                            in.skipChildren();
                        }
                    });
        }
        return new ConfigMap(namespace, name, version[0], entries);
    }

    private static void version(String field, JsonParser in, String[] into) throws IOException {
        if (field.equals("resourceVersion")) {
            into[0] = in.getValueAsString("");
        } else {
            in.skipChildren();
        }
    }

    /** A JSON list of texts, as ConfigMaps hold them in one value. */
    static List<String> texts(String json) throws IOException {
        try (JsonParser in = JSON.createParser(json)) {
            in.nextToken();
            List<String> texts = texts(in);
            if (in.nextToken() != null) {
                throw new IOException("more than one list");
            }
            return texts;
        }
    }

    private static byte[] review(String version, String kind, Spec spec) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("apiVersion", version);
            json.writeStringField("kind", kind);
            json.writeObjectFieldStart("spec");
            spec.write(json);
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void texts(JsonGenerator json, String field, List<String> texts)
            throws IOException {
        if (texts.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart(field);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    /** Gives each field of the object's {@code status}. */
    private static void status(byte[] json, Field reader) throws IOException {
        try (JsonParser in = JSON.createParser(json)) {
            object(
                    in,
                    (field, value) -> {
                        if (field.equals("status") && in.currentToken() == JsonToken.START_OBJECT) {
                            fields(in, reader);
                        } else {
                            in.skipChildren();
                        }
                    });
        }
    }

    private static void object(JsonParser in, Field reader) throws IOException {
        if (in.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("no JSON object");
        }
        fields(in, reader);
    }

    private static void fields(JsonParser in, Field reader) throws IOException {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String field = in.currentName();
            in.nextToken();
            reader.read(field, in);
        }
    }

    /** The list of texts that the parser is at. */
    static List<String> texts(JsonParser in) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return List.of();
        }
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw new IOException("no list of texts");
        }
        List<String> texts = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (in.currentToken() != JsonToken.VALUE_STRING) {
                throw new IOException("no list of texts");
            }
            texts.add(in.getText());
        }
        return texts;
    }

    /** Writes the fields of a review's spec. */
    private interface Spec {
        void write(JsonGenerator json) throws IOException;
    }

    /** Reads the value that the parser is at. */
    private interface Field {
        void read(String name, JsonParser in) throws IOException;
    }

    /** A TokenReview's status while it is read. Owner: construction only. */
    private static final class Token {
        boolean authenticated;
        String error = "";
        String user = "";
        String uid = "";
        List<String> groups = List.of();
        final Map<String, List<String>> extra = new LinkedHashMap<>();

        void read(String field, JsonParser in) throws IOException {
            switch (field) {
                case "authenticated" -> authenticated = in.getValueAsBoolean();
                case "error" -> error = in.getValueAsString("");
                case "user" -> fields(in, this::readUser);
                default -> in.skipChildren();
            }
        }

        private void readUser(String field, JsonParser in) throws IOException {
            switch (field) {
                case "username" -> user = in.getValueAsString("");
                case "uid" -> uid = in.getValueAsString("");
                case "groups" -> groups = texts(in);
                case "extra" -> fields(in, (key, values) -> extra.put(key, texts(values)));
                default -> in.skipChildren();
            }
        }
    }
}
