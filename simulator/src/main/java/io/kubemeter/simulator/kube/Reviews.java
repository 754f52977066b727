package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.http.Exchange;
import io.kubemeter.simulator.kube.AccessRules.Question;
import io.kubemeter.simulator.pki.Account;
import io.kubemeter.simulator.wire.JsonWriter;
import io.kubemeter.simulator.wire.ObjectWriter;
import io.kubemeter.simulator.wire.ProtobufWriter;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;

/** Answers TokenReviews and the reviews of access. */
final class Reviews {
    private static final int MOST_BYTES = 3 << 20;
    private static final String AUDIENCE = "https://kubernetes.default.svc";

    private final Authentication authentication;
    private final AccessRules access;

    Reviews(Authentication authentication, AccessRules access) {
        this.authentication = authentication;
        this.access = access;
    }

    /** Writes a review's fields behind its metadata. */
    private interface Fields {
        void write(ObjectWriter into);
    }

    void handle(Exchange exchange, RequestRoute route, Caller caller) {
        exchange.readBody(
                MOST_BYTES,
                body -> {
                    try {
                        review(exchange, route, caller, body);
                    } catch (IllegalArgumentException e) {
                        Answers.failure(
                                exchange, Failure.badRequest(String.valueOf(e.getMessage())));
                    }
                });
    }

    private void review(Exchange exchange, RequestRoute route, Caller caller, byte[] body) {
        switch (route.resource().plural()) {
            case "tokenreviews" ->
                    answer(exchange, route, "TokenReview", token(ReviewBody.Token.parse(body)));
            case "subjectaccessreviews" ->
                    answer(
                            exchange,
                            route,
                            "SubjectAccessReview",
                            access(ReviewBody.Access.parse(body, false)));
            case "selfsubjectaccessreviews" -> {
                Question question = ReviewBody.Access.parse(body, true).question();
                boolean allowed = access.allows(caller.account(), question);
                answer(
                        exchange,
                        route,
                        "SelfSubjectAccessReview",
                        into -> {
                            into.begin(2, "spec");
                            question(question, into);
                            into.end();
                            verdict(allowed, into);
                        });
            }
            default -> Answers.failure(exchange, Failure.notFoundPath());
        }
    }

    private Fields token(ReviewBody.Token asked) {
        Caller caller = authentication.bearer(asked.token());
        return into -> {
            into.begin(2, "spec");
            into.text(1, "token", asked.token());
            into.texts(2, "audiences", asked.audiences());
            into.end();
            into.begin(3, "status");
            into.flag(1, "authenticated", caller != null);
            into.begin(2, "user");
            if (caller != null) {
                user(caller, into);
            }
            into.end();
            into.text(3, "error", caller == null ? "invalid bearer token" : "");
            into.texts(4, "audiences", caller == null ? List.of() : List.of(AUDIENCE));
            into.end();
        };
    }

    private static void user(Caller caller, ObjectWriter into) {
        into.text(1, "username", caller.account().user());
        into.text(2, "uid", caller.account().uid());
        into.texts(3, "groups", caller.account().groups());
        into.extra(4, "extra", Caller.CREDENTIAL_KEY, caller.credentialId());
    }

    private Fields access(ReviewBody.Access asked) {
        Account account = new Account(asked.user(), "", asked.groups());
        boolean allowed = access.allows(account, asked.question());
        return into -> {
            into.begin(2, "spec");
            question(asked.question(), into);
            into.text(3, "user", asked.user());
            into.texts(4, "groups", asked.groups());
            into.end();
            verdict(allowed, into);
        };
    }

    private static void question(Question question, ObjectWriter into) {
        if (question.path().isEmpty()) {
            into.begin(1, "resourceAttributes");
            into.text(1, "namespace", question.namespace());
            into.text(2, "verb", question.verb());
            into.text(3, "group", question.group());
            into.text(5, "resource", question.resource());
            into.text(7, "name", question.name());
        } else {
            into.begin(2, "nonResourceAttributes");
            into.text(1, "path", question.path());
            into.text(2, "verb", question.verb());
        }
        into.end();
    }

    private static void verdict(boolean allowed, ObjectWriter into) {
        into.begin(3, "status");
        into.shownFlag(1, "allowed", allowed);
        into.end();
    }

    private static void answer(Exchange exchange, RequestRoute route, String kind, Fields fields) {
        Format format = Format.negotiate(exchange.headers().getAll(HttpHeaderNames.ACCEPT));
        if (format == null) {
            Answers.failure(exchange, Failure.notAcceptable());
            return;
        }
        exchange.respond(
                201,
                Answers.headers(exchange, format.contentType()),
                body(format, route.resource().apiVersion(), kind, fields));
    }

    private static byte[] body(Format format, String apiVersion, String kind, Fields fields) {
        if (format.protobuf()) {
            ProtobufWriter protobuf = new ProtobufWriter();
            protobuf.beginUnknown(apiVersion, kind);
            protobuf.begin(1, "metadata");
            protobuf.end();
            fields.write(protobuf);
            protobuf.endUnknown();
            return protobuf.toArray();
        }
        JsonWriter json = new JsonWriter();
        json.object();
        json.kind(apiVersion, kind);
        json.begin(1, "metadata");
        json.end();
        fields.write(json);
        json.end();
        json.raw("\n");
        return json.toArray();
    }
}
