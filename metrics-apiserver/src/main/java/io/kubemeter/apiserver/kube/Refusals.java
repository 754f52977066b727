package io.kubemeter.apiserver.kube;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.kubemeter.apiserver.protobuf.KubeDecoders;
import io.kubemeter.apiserver.protobuf.KubeStreams;
import io.kubemeter.apiserver.protobuf.ProtoReader;
import io.kubemeter.model.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes a reason of an answer that kube-apiserver refused with. */
final class Refusals {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int MAX_CLAIM = 200;

    private Refusals() {}

    static ApiException of(HttpResponse<?> response, byte[] body, KubeAccess access) {
        int status = response.code();
        String message = message(body);
        ApiProblem problem =
                switch (status) {
                    case 401 -> new ApiProblem(Reason.API_UNAUTHENTICATED, claims(access));
                    case 403 -> new ApiProblem(Reason.API_FORBIDDEN, message);
                    default ->
                            new ApiProblem(
                                    Reason.API_UNREACHABLE,
                                    access.server() + " answers " + status + " " + message);
                };
        return new ApiException(problem, status, seconds(response.header("Retry-After")));
    }

    /** The message of a Status; of anything else the start of its printable text. */
    private static String message(byte[] body) {
        try {
            return KubeStreams.isEnveloped(body)
                    ? KubeStreams.object(
                                    new ProtoReader(new ByteArrayInputStream(body)),
                                    KubeDecoders::status)
                            .message()
                    : jsonMessage(body);
        } catch (IOException e) {
            return printable(body);
        }
    }

    private static String jsonMessage(byte[] body) throws IOException {
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String field = json.currentName();
                    json.nextToken();
                    if (field.equals("message")) {
                        return json.getValueAsString("");
                    }
                    json.skipChildren();
                }
            }
        }
        return "";
    }

    private static String printable(byte[] body) {
        return new String(body, StandardCharsets.US_ASCII)
                .replaceAll("[^\\x20-\\x7e]+", " ")
                .strip();
    }

    private static long seconds(@Nullable String header) {
        if (header == null || !header.matches("[0-9]{1,6}")) {
            return 0;
        }
        return Long.parseLong(header);
    }

    /** Whom our token is for, until when, and who made it: never the token itself. */
    private static String claims(KubeAccess access) {
        String shown = access.credential().authorization();
        if (shown == null) {
            return "no token was shown";
        }
        String[] parts = shown.replaceFirst("^\\w+ ", "").split("\\.", -1);
        if (parts.length != 3) {
            return "the token is no JWT";
        }
        try (JsonParser json = JSON.createParser(Base64.getUrlDecoder().decode(parts[1]))) {
            return claims(json).toString();
        } catch (IOException | IllegalArgumentException e) {
            return "the token is no JWT";
        }
    }

    private static Map<String, String> claims(JsonParser json) throws IOException {
        Map<String, String> claims = new TreeMap<>();
        json.nextToken();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            if (value == JsonToken.START_ARRAY && field.equals("aud")) {
                claims.put(field, bounded(ReviewJson.texts(json).toString()));
            } else if (field.equals("iss") || field.equals("exp") || field.equals("aud")) {
                claims.put(field, bounded(json.getValueAsString("")));
            } else {
                json.skipChildren();
            }
        }
        return claims;
    }

    private static String bounded(String claim) {
        return claim.length() <= MAX_CLAIM ? claim : claim.substring(0, MAX_CLAIM);
    }
}
