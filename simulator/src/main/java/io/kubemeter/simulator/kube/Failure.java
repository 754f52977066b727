package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.wire.JsonWriter;
import io.kubemeter.simulator.wire.ObjectWriter;

/** Why a request failed, as a Status says it. */
public record Failure(int code, String reason, String message, Subject subject) {
    /** The object or resource that it is about. */
    record Subject(String name, String group, String kind) {
        static final Subject NONE = new Subject("", "", "");
    }

    public static Failure of(int code, String reason, String message) {
        return new Failure(code, reason, message, Subject.NONE);
    }

    static Failure unauthorized() {
        return of(401, "Unauthorized", "Unauthorized");
    }

    static Failure notFoundPath() {
        return of(404, "NotFound", "the server could not find the requested resource");
    }

    static Failure notFound(RequestRoute.Resource of) {
        return new Failure(
                404,
                "NotFound",
                of.qualified() + " \"" + of.name() + "\" not found",
                new Subject(of.name(), of.group(), of.plural()));
    }

    static Failure methodNotAllowed() {
        return of(
                405,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource");
    }

    static Failure notAcceptable() {
        return of(
                406,
                "NotAcceptable",
                "only the following media types are accepted: application/json,"
                        + " application/vnd.kubernetes.protobuf");
    }

    static Failure badRequest(String message) {
        return of(400, "BadRequest", message);
    }

    static Failure expired(String message) {
        return of(410, "Expired", message);
    }

    static Failure forbidden(Caller caller, RequestRoute route) {
        String user = "User \"" + caller.account().user() + "\" cannot " + route.verb();
        if (!route.isResource()) {
            return of(403, "Forbidden", "forbidden: " + user + " path \"" + route.path() + "\"");
        }
        RequestRoute.Resource of = route.resource();
        String subresource = of.subresource().isEmpty() ? "" : "/" + of.subresource();
        String where =
                of.namespace().isEmpty()
                        ? "at the cluster scope"
                        : "in the namespace \"" + of.namespace() + "\"";
        String name = of.name().isEmpty() ? "" : " \"" + of.name() + "\"";
        return new Failure(
                403,
                "Forbidden",
                of.qualified()
                        + name
                        + " is forbidden: "
                        + user
                        + (" resource \"" + of.plural() + subresource + "\"")
                        + (" in API group \"" + of.group() + "\" " + where),
                new Subject(of.name(), of.group(), of.plural()));
    }

    /** Writes a Status into an object that is open. */
    void write(JsonWriter json) {
        json.kind("v1", "Status");
        write((ObjectWriter) json);
    }

    /** Writes the fields of a Status. */
    void write(ObjectWriter into) {
        into.begin(1, "metadata");
        into.end();
        into.text(2, "status", "Failure");
        into.text(3, "message", message);
        into.text(4, "reason", reason);
        if (!subject.equals(Subject.NONE)) {
            into.begin(5, "details");
            into.text(1, "name", subject.name());
            into.text(2, "group", subject.group());
            into.text(3, "kind", subject.kind());
            into.end();
        }
        into.shownInteger(6, "code", code);
    }
}
