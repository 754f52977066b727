package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.http.Exchange;
import io.kubemeter.simulator.wire.JsonWriter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Discovery: which groups, versions and resources there are, in the old form of many small
 * documents and in the aggregated one, merged with what extension servers say of themselves.
 */
final class Discovery {
    private final Map<String, List<ResourceName>> local = new LinkedHashMap<>();
    private final Supplier<List<ExtensionGroup>> extensions;

    Discovery(List<ResourceName> resources, Supplier<List<ExtensionGroup>> extensions) {
        for (ResourceName resource : resources) {
            local.computeIfAbsent(resource.apiVersion(), _ -> new ArrayList<>()).add(resource);
        }
        this.extensions = extensions;
    }

    /** Answers, or says that the path is none of discovery's. */
    boolean handle(Exchange exchange, String path) {
        switch (path) {
            case "/api" -> root(exchange, true);
            case "/apis" -> root(exchange, false);
            case "/api/v1" -> resources(exchange, "v1");
            case "/openapi/v3" -> schemas(exchange);
            default -> {
                return path.startsWith("/apis/") && below(exchange, path.substring(6));
            }
        }
        return true;
    }

    private boolean below(Exchange exchange, String rest) {
        if (local.containsKey(rest)) {
            resources(exchange, rest);
            return true;
        }
        for (Group group : groups()) {
            if (group.name().equals(rest)) {
                JsonWriter json = new JsonWriter();
                json.object();
                json.kind("v1", "APIGroup");
                group(group, json);
                json.end();
                Answers.json(exchange, 200, json.toArray());
                return true;
            }
        }
        return false;
    }

    private record Group(String name, List<String> versions) {}

    private Map<String, List<String>> localGroups() {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        for (List<ResourceName> resources : local.values()) {
            ResourceName first = resources.getFirst();
            if (!first.group().isEmpty()) {
                groups.computeIfAbsent(first.group(), _ -> new ArrayList<>()).add(first.version());
            }
        }
        return groups;
    }

    private List<Group> groups() {
        Map<String, List<String>> groups = localGroups();
        for (ExtensionGroup extension : extensions.get()) {
            groups.put(
                    extension.name(),
                    extension.versions().stream().map(ExtensionGroup.Version::name).toList());
        }
        return groups.entrySet().stream()
                .map(entry -> new Group(entry.getKey(), entry.getValue()))
                .toList();
    }

    private void root(Exchange exchange, boolean core) {
        for (MediaType type : MediaType.parse(exchange.headers().getAll(HttpHeaderNames.ACCEPT))) {
            boolean aggregated =
                    type.json() && type.parameter("as", "").equals("APIGroupDiscoveryList");
            if (aggregated && type.parameter("v", "").startsWith("v2")) {
                aggregated(exchange, core, type.parameter("v", ""));
                return;
            }
            if (type.json() && type.parameter("as", "").isEmpty()) {
                legacy(exchange, core);
                return;
            }
        }
        Answers.failure(exchange, Failure.notAcceptable());
    }

    /** Where schemas are: only extension servers have any here, and they serve their own. */
    private void schemas(Exchange exchange) {
        JsonWriter json = new JsonWriter();
        json.object();
        json.begin(0, "paths");
        for (ExtensionGroup extension : extensions.get()) {
            for (ExtensionGroup.Version version : extension.versions()) {
                if (!version.schemaUrl().isEmpty()) {
                    json.begin(0, "apis/" + extension.name() + "/" + version.name());
                    json.text(0, "serverRelativeURL", version.schemaUrl());
                    json.end();
                }
            }
        }
        json.end();
        json.end();
        Answers.json(exchange, 200, json.toArray());
    }

    private void legacy(Exchange exchange, boolean core) {
        JsonWriter json = new JsonWriter();
        json.object();
        if (core) {
            json.text(0, "kind", "APIVersions");
            json.texts(0, "versions", List.of("v1"));
            json.array("serverAddressByClientCIDRs");
            json.object();
            json.text(0, "clientCIDR", "0.0.0.0/0");
            json.text(0, "serverAddress", exchange.headers().get(HttpHeaderNames.HOST, ""));
            json.end();
            json.endList();
        } else {
            json.kind("v1", "APIGroupList");
            json.array("groups");
            for (Group group : groups()) {
                json.object();
                group(group, json);
                json.end();
            }
            json.endList();
        }
        json.end();
        Answers.json(exchange, 200, json.toArray());
    }

    private static void group(Group group, JsonWriter json) {
        json.text(0, "name", group.name());
        json.array("versions");
        for (String version : group.versions()) {
            json.object();
            version(group.name(), version, json);
            json.end();
        }
        json.endList();
        json.begin(0, "preferredVersion");
        version(group.name(), group.versions().getFirst(), json);
        json.end();
    }

    private static void version(String group, String version, JsonWriter json) {
        json.text(0, "groupVersion", group + "/" + version);
        json.text(0, "version", version);
    }

    private void resources(Exchange exchange, String apiVersion) {
        JsonWriter json = new JsonWriter();
        json.object();
        json.kind("v1", "APIResourceList");
        json.text(0, "groupVersion", apiVersion);
        json.array("resources");
        for (ResourceName resource : local.getOrDefault(apiVersion, List.of())) {
            json.object();
            json.text(0, "name", resource.plural());
            json.shownText(0, "singularName", resource.naming().singular());
            json.shownFlag(0, "namespaced", resource.namespaced());
            json.text(0, "kind", resource.kind());
            json.texts(0, "verbs", resource.scope().verbs());
            json.texts(0, "shortNames", resource.naming().shortNames());
            json.end();
        }
        json.endList();
        json.end();
        Answers.json(exchange, 200, json.toArray());
    }

    private void aggregated(Exchange exchange, boolean core, String version) {
        JsonWriter json = new JsonWriter();
        json.object();
        json.text(0, "kind", "APIGroupDiscoveryList");
        json.text(0, "apiVersion", "apidiscovery.k8s.io/" + version);
        json.begin(0, "metadata");
        json.end();
        json.array("items");
        if (core) {
            item("", List.of("v1"), json);
        } else {
            localItems(json);
            for (ExtensionGroup extension : extensions.get()) {
                extension(extension, json);
            }
        }
        json.endList();
        json.end();
        byte[] body = json.toArray();
        String etag = etag(body);
        HttpHeaders headers =
                Answers.headers(
                        exchange,
                        "application/json;g=apidiscovery.k8s.io;v="
                                + version
                                + ";as=APIGroupDiscoveryList");
        headers.set(HttpHeaderNames.CACHE_CONTROL, "public");
        headers.set(HttpHeaderNames.ETAG, etag);
        headers.set(HttpHeaderNames.VARY, "Accept");
        boolean same = etag.equals(exchange.headers().get(HttpHeaderNames.IF_NONE_MATCH));
        exchange.respond(same ? 304 : 200, headers, same ? new byte[0] : body);
    }

    private void localItems(JsonWriter json) {
        localGroups().forEach((group, versions) -> item(group, versions, json));
    }

    private void item(String group, List<String> versions, JsonWriter json) {
        json.object();
        json.begin(0, "metadata");
        json.text(0, "name", group);
        json.end();
        json.array("versions");
        for (String version : versions) {
            json.object();
            json.text(0, "version", version);
            json.array("resources");
            String apiVersion = group.isEmpty() ? version : group + "/" + version;
            for (ResourceName resource : local.getOrDefault(apiVersion, List.of())) {
                resource(resource, json);
            }
            json.endList();
            json.text(0, "freshness", "Current");
            json.end();
        }
        json.endList();
        json.end();
    }

    private static void extension(ExtensionGroup group, JsonWriter json) {
        json.object();
        json.begin(0, "metadata");
        json.text(0, "name", group.name());
        json.end();
        json.array("versions");
        for (ExtensionGroup.Version version : group.versions()) {
            json.object();
            json.text(0, "version", version.name());
            json.name("resources").raw(version.resourcesJson());
            json.text(0, "freshness", version.current() ? "Current" : "Stale");
            json.end();
        }
        json.endList();
        json.end();
    }

    private static void resource(ResourceName resource, JsonWriter json) {
        json.object();
        json.text(0, "resource", resource.plural());
        json.begin(0, "responseKind");
        json.shownText(0, "group", "");
        json.shownText(0, "version", "");
        json.text(0, "kind", resource.kind());
        json.end();
        json.text(0, "scope", resource.namespaced() ? "Namespaced" : "Cluster");
        json.shownText(0, "singularResource", resource.naming().singular());
        json.texts(0, "verbs", resource.scope().verbs());
        json.texts(0, "shortNames", resource.naming().shortNames());
        json.end();
    }

    private static String etag(byte[] body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-512").digest(body);
            return "\"" + HexFormat.of().withUpperCase().formatHex(digest) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-512", e);
        }
    }
}
