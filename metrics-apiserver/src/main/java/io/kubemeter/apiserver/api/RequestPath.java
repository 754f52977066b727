package io.kubemeter.apiserver.api;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a request asks for, by the rules of Kubernetes' request-info: the parts that are authorised,
 * before it is known whether anything is served there.
 *
 * @param isResource whether it names a resource of an API group
 * @param path the decoded path
 * @param verb {@code get}, {@code list} …; of a path that is no resource the method in lower case
 * @param group the API group; empty where there is none
 * @param version the API version
 * @param namespace the namespace; empty for cluster scope
 * @param resource the resource, in the plural
 * @param subresource the part of the resource
 * @param name the object's name
 */
public record RequestPath(
        boolean isResource,
        String path,
        String verb,
        String group,
        String version,
        String namespace,
        String resource,
        String subresource,
        String name) {
    private static final Set<String> PREFIX_VERBS = Set.of("proxy", "watch");
    private static final Set<String> NAMESPACE_PARTS = Set.of("status", "finalize");

    /** Reads a request line. */
    static RequestPath parse(String method, String rawPath, QueryString query) {
        String decoded = PercentCode.decode(rawPath, false);
        String path = decoded == null ? rawPath : decoded;
        List<String> parts = split(path);
        boolean core = !parts.isEmpty() && parts.getFirst().equals("api");
        boolean grouped = !parts.isEmpty() && parts.getFirst().equals("apis");
        if (parts.size() < 3 || !(core || grouped) || (grouped && parts.size() < 4)) {
            return nonResource(method, path);
        }
        String group = grouped ? parts.get(1) : "";
        int version = grouped ? 2 : 1;
        List<String> rest = parts.subList(version + 1, parts.size());
        return resource(method, path, query, new Place(group, parts.get(version), rest));
    }

    /** Whether it begins like a resource but names none, which nobody can authorise. */
    boolean isIncomplete() {
        List<String> parts = split(path);
        return !isResource
                && ((parts.size() >= 4 && parts.getFirst().equals("apis"))
                        || (parts.size() >= 3 && parts.getFirst().equals("api")));
    }

    /** Group, version, and the parts behind them. */
    private record Place(String group, String version, List<String> rest) {}

    private static RequestPath nonResource(String method, String path) {
        String verb = method.toLowerCase(Locale.ROOT);
        return new RequestPath(false, path, verb, "", "", "", "", "", "");
    }

    private static RequestPath resource(
            String method, String path, QueryString query, Place place) {
        List<String> parts = place.rest;
        String verb = verb(method);
        if (PREFIX_VERBS.contains(parts.getFirst())) {
            if (parts.size() < 2) {
                return nonResource(method, path);
            }
            verb = parts.getFirst();
            parts = parts.subList(1, parts.size());
        }
        String namespace = "";
        if (parts.getFirst().equals("namespaces") && parts.size() > 1) {
            namespace = parts.get(1);
            if (parts.size() > 2 && !NAMESPACE_PARTS.contains(parts.get(2))) {
                parts = parts.subList(2, parts.size());
            }
        }
        String subresource = parts.size() > 2 && !verb.equals("proxy") ? parts.get(2) : "";
        String name = parts.size() > 1 ? parts.get(1) : "";
        if (name.isEmpty() && verb.equals("get")) {
            verb = ListOptions.asksToWatch(query) ? "watch" : "list";
            name = ListOptions.nameWanted(query);
        } else if (name.isEmpty() && verb.equals("delete")) {
            verb = "deletecollection";
        }
        return new RequestPath(
                true,
                path,
                verb,
                place.group,
                place.version,
                namespace,
                parts.getFirst(),
                subresource,
                name);
    }

    private static String verb(String method) {
        return switch (method) {
            case "POST" -> "create";
            case "GET", "HEAD" -> "get";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default -> "";
        };
    }

    private static List<String> split(String path) {
        int from = 0;
        int to = path.length();
        while (from < to && path.charAt(from) == '/') {
            from++;
        }
        while (to > from && path.charAt(to - 1) == '/') {
            to--;
        }
        return from == to ? List.of() : List.of(path.substring(from, to).split("/", -1));
    }
}
