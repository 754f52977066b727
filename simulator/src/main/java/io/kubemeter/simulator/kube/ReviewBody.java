package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.wire.JsonTree;
import io.kubemeter.simulator.wire.ProtobufMessage;
import java.util.List;
import java.util.Map;

/** What reviews ask, read from JSON or from protobuf. */
final class ReviewBody {
    private ReviewBody() {}

    /** The spec of a TokenReview. */
    record Token(String token, List<String> audiences) {
        static Token parse(byte[] body) {
            if (ProtobufMessage.isEnvelope(body)) {
                ProtobufMessage spec = ProtobufMessage.ofEnvelope(body).message(2);
                return new Token(spec.text(1), spec.texts(2));
            }
            Map<String, Object> spec = JsonTree.child(JsonTree.parse(body), "spec");
            return new Token(JsonTree.text(spec, "token"), JsonTree.texts(spec, "audiences"));
        }
    }

    /** The spec of a SubjectAccessReview, or of one about the caller: then it names no user. */
    record Access(String user, List<String> groups, AccessRules.Question question) {
        static Access parse(byte[] body, boolean self) {
            return ProtobufMessage.isEnvelope(body)
                    ? protobuf(ProtobufMessage.ofEnvelope(body).message(2), self)
                    : json(JsonTree.child(JsonTree.parse(body), "spec"));
        }

        private static Access protobuf(ProtobufMessage spec, boolean self) {
            ProtobufMessage resource = spec.message(1);
            ProtobufMessage path = spec.message(2);
            String subresource = resource.text(6);
            AccessRules.Question question =
                    spec.has(2)
                            ? path(path.text(2), path.text(1))
                            : new AccessRules.Question(
                                    resource.text(2),
                                    resource.text(3),
                                    joined(resource.text(5), subresource),
                                    resource.text(1),
                                    resource.text(7),
                                    "");
            return new Access(self ? "" : spec.text(3), self ? List.of() : spec.texts(4), question);
        }

        private static Access json(Map<String, Object> spec) {
            Map<String, Object> resource = JsonTree.child(spec, "resourceAttributes");
            Map<String, Object> path = JsonTree.child(spec, "nonResourceAttributes");
            AccessRules.Question question =
                    path.isEmpty()
                            ? new AccessRules.Question(
                                    JsonTree.text(resource, "verb"),
                                    JsonTree.text(resource, "group"),
                                    joined(
                                            JsonTree.text(resource, "resource"),
                                            JsonTree.text(resource, "subresource")),
                                    JsonTree.text(resource, "namespace"),
                                    JsonTree.text(resource, "name"),
                                    "")
                            : path(JsonTree.text(path, "verb"), JsonTree.text(path, "path"));
            return new Access(
                    JsonTree.text(spec, "user"), JsonTree.texts(spec, "groups"), question);
        }

        private static AccessRules.Question path(String verb, String path) {
            return new AccessRules.Question(verb, "", "", "", "", path);
        }

        private static String joined(String resource, String subresource) {
            return subresource.isEmpty() ? resource : resource + "/" + subresource;
        }
    }
}
