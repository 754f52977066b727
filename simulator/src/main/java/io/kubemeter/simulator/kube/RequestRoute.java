package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.http.Exchange;
import io.kubemeter.simulator.http.RequestTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a request asks for: a resource and a verb, or a path that is no resource.
 *
 * @param path the path, for what is no resource
 * @param resource empty for what is no resource
 * @param verb as authorization names it
 */
record RequestRoute(String verb, String path, Resource resource) {
    /** The parts of a resource's path; absent ones are empty. */
    record Resource(
            String group,
            String version,
            String namespace,
            String plural,
            String name,
            String subresource) {
        static final Resource NONE = new Resource("", "", "", "", "", "");

        String apiVersion() {
            return group.isEmpty() ? version : group + "/" + version;
        }

        /** As messages name it: {@code pods} or {@code nodes.metrics.k8s.io}. */
        String qualified() {
            return group.isEmpty() ? plural : plural + "." + group;
        }
    }

    static RequestRoute of(Exchange exchange) {
        return of(exchange.method(), exchange.target());
    }

    static RequestRoute of(String method, RequestTarget target) {
        List<String> parts = parts(target.rawPath());
        boolean core = parts.size() > 2 && parts.getFirst().equals("api");
        boolean grouped = parts.size() > 3 && parts.getFirst().equals("apis");
        if (!core && !grouped) {
            return new RequestRoute(
                    method.toLowerCase(Locale.ROOT), target.rawPath(), Resource.NONE);
        }
        String group = core ? "" : parts.get(1);
        String version = parts.get(core ? 1 : 2);
        Resource resource = resource(group, version, parts.subList(core ? 2 : 3, parts.size()));
        return new RequestRoute(verb(method, target, resource), target.rawPath(), resource);
    }

    boolean isResource() {
        return !resource.plural().isEmpty();
    }

    private static Resource resource(String group, String version, List<String> rest) {
        boolean inNamespace = rest.size() > 2 && rest.getFirst().equals("namespaces");
        List<String> own = inNamespace ? rest.subList(2, rest.size()) : rest;
        String namespace = inNamespace ? rest.get(1) : "";
        return new Resource(
                group,
                version,
                namespace,
                own.getFirst(),
                own.size() > 1 ? own.get(1) : "",
                own.size() > 2 ? own.get(2) : "");
    }

    private static String verb(String method, RequestTarget target, Resource resource) {
        boolean named = !resource.name().isEmpty();
        return switch (method) {
            case "GET", "HEAD" -> read(target, named);
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> named ? "delete" : "deletecollection";
            default -> method.toLowerCase(Locale.ROOT);
        };
    }

    private static String read(RequestTarget target, boolean named) {
        if (named) {
            return "get";
        }
        return target.flag("watch") ? "watch" : "list";
    }

    private static List<String> parts(String path) {
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/", -1)) {
            if (!part.isEmpty()) {
                parts.add(part);
            }
        }
        return parts;
    }
}
