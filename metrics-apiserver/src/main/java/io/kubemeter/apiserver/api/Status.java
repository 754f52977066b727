package io.kubemeter.apiserver.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes {@code Status}: why there is no object.
 *
 * @param code the HTTP status
 * @param reason the reason that programs read; may be empty
 * @param message the sentence that people read
 * @param details what it is about; {@code null} where upstream has none
 */
public record Status(int code, String reason, String message, @Nullable Details details) {
    /**
     * What a status is about; absent parts are empty.
     *
     * @param name the object's name
     * @param group the API group
     * @param kind the resource or kind
     * @param causes single reasons
     * @param retryAfterSeconds when to try again, or 0
     */
    public record Details(
            String name, String group, String kind, List<Cause> causes, int retryAfterSeconds) {
        static final Details EMPTY = new Details("", "", "", List.of(), 0);

        static Details of(String name, String group, String kind) {
            return new Details(name, group, kind, List.of(), 0);
        }
    }

    /**
     * One reason of several.
     *
     * @param reason the reason that programs read
     * @param message the sentence that people read
     * @param field what it is about
     */
    public record Cause(String reason, String message, String field) {}

    /** The credential did not prove anybody. */
    public static Status unauthorized() {
        return new Status(401, "Unauthorized", "Unauthorized", null);
    }

    /**
     * The caller may not do this.
     *
     * @param user who asked
     * @param reason why not, or empty
     */
    public static Status forbidden(RequestPath path, String user, String reason) {
        String message = sanitized(forbiddenMessage(path, user));
        String why = reason.isEmpty() ? message : message + ": " + reason;
        if (!path.isResource()) {
            return new Status(403, "Forbidden", "forbidden: " + why, Details.EMPTY);
        }
        String kind = qualified(path.resource(), path.group());
        String what = path.name().isEmpty() ? kind : kind + " " + GoText.quote(path.name());
        return new Status(
                403,
                "Forbidden",
                what + " is forbidden: " + why,
                Details.of(path.name(), path.group(), path.resource()));
    }

    /** The request makes no sense. */
    public static Status badRequest(String message) {
        return new Status(400, "BadRequest", message, null);
    }

    static Status notFound(String group, String kind, String name) {
        return new Status(
                404,
                "NotFound",
                qualified(kind, group) + " " + GoText.quote(name) + " not found",
                Details.of(name, group, kind));
    }

    /** The same with its cause, which the message names too. */
    Status because(Cause cause) {
        Details about = details == null ? Details.EMPTY : details;
        return new Status(
                code,
                reason,
                message + ": " + cause.reason() + " " + cause.message(),
                new Details(about.name(), about.group(), about.kind(), List.of(cause), 0));
    }

    static Status noSuchPath() {
        return new Status(
                404, "NotFound", "the server could not find the requested resource", Details.EMPTY);
    }

    static Status noSuchMethod() {
        return new Status(
                405,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource",
                Details.EMPTY);
    }

    static Status watchUnsupported(String group, String resource) {
        return new Status(
                405,
                "MethodNotAllowed",
                "watch is not supported on resources of kind "
                        + GoText.quote(qualified(resource, group)),
                Details.of("", group, resource));
    }

    /** No route takes what the caller sends. */
    static Status unsupportedMediaType() {
        return new Status(
                415, "UnsupportedMediaType", "415: Unsupported Media Type", Details.EMPTY);
    }

    /** No route makes what the caller accepts. */
    static Status noRepresentation(String available) {
        return new Status(
                406,
                "NotAcceptable",
                "406: Not Acceptable\n\nAvailable representations: " + available,
                Details.EMPTY);
    }

    /** A route does, but not in the form that the caller wants. */
    static Status notAcceptable(String message) {
        return new Status(406, "NotAcceptable", message, null);
    }

    /** The query's options do not go together. */
    static Status invalidOptions(List<Cause> causes) {
        List<String> texts =
                causes.stream().map(c -> c.field() + ": " + c.message()).distinct().toList();
        String all = texts.size() == 1 ? texts.getFirst() : "[" + String.join(", ", texts) + "]";
        return new Status(
                422,
                "Invalid",
                "ListOptions.meta.k8s.io \"\" is invalid: " + all,
                new Details("", "meta.k8s.io", "ListOptions", causes, 0));
    }

    /** A text that cannot be taken for HTML. */
    static String sanitized(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String forbiddenMessage(RequestPath path, String user) {
        String start = "User " + GoText.quote(user) + " cannot " + path.verb();
        if (!path.isResource()) {
            return start + " path " + GoText.quote(path.path());
        }
        String resource =
                path.subresource().isEmpty()
                        ? path.resource()
                        : path.resource() + "/" + path.subresource();
        String what =
                start
                        + " resource "
                        + GoText.quote(resource)
                        + " in API group "
                        + GoText.quote(path.group());
        return path.namespace().isEmpty()
                ? what + " at the cluster scope"
                : what + " in the namespace " + GoText.quote(path.namespace());
    }

    private static String qualified(String kind, String group) {
        return group.isEmpty() ? kind : kind + "." + group;
    }
}
