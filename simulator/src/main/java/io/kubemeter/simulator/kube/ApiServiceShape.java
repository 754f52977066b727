package io.kubemeter.simulator.kube;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kubemeter.simulator.kube.ApiService.Service;
import io.kubemeter.simulator.wire.ObjectWriter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** APIServices with their Available condition. */
final class ApiServiceShape implements Shape<ApiService> {
    private static final int PRIORITY = 100;
    private static final ResourceName RESOURCE =
            new ResourceName(
                    "apiregistration.k8s.io",
                    "v1",
                    "apiservices",
                    "APIService",
                    new ResourceName.Scope(false, List.of("get", "list", "patch", "watch")),
                    new ResourceName.Naming("apiservice", List.of()));

    private final long createdMillis;

    ApiServiceShape(long createdMillis) {
        this.createdMillis = createdMillis;
    }

    @Override
    public ResourceName resource() {
        return RESOURCE;
    }

    @Override
    public String namespace(ApiService api) {
        return "";
    }

    @Override
    public String name(ApiService api) {
        return api.name();
    }

    @Override
    public long version(ApiService api) {
        return api.resourceVersion();
    }

    @Override
    public Map<String, String> labels(ApiService api) {
        return api.service() == null
                ? Map.of("kube-aggregator.kubernetes.io/automanaged", "onstart")
                : Map.of("k8s-app", "metrics-server");
    }

    @Override
    public @Nullable String field(ApiService api, String path) {
        return path.equals("metadata.name") ? api.name() : null;
    }

    @Override
    public void writeMetadata(ApiService api, long version, ObjectWriter into) {
        String uid = UUID.nameUUIDFromBytes(api.name().getBytes(US_ASCII)).toString();
        Metadata.write(
                new Metadata.Identity(api.name(), "", uid, createdMillis),
                version,
                labels(api),
                into);
    }

    @Override
    public void writeBody(ApiService api, ObjectWriter into) {
        into.begin(2, "spec");
        Service service = api.service();
        if (service != null) {
            into.begin(1, "service");
            into.text(1, "namespace", service.namespace());
            into.text(2, "name", service.name());
            into.integer(3, "port", service.port());
            into.end();
        }
        into.text(2, "group", api.group());
        into.text(3, "version", api.version());
        into.flag(4, "insecureSkipTLSVerify", api.trust().insecureSkipTlsVerify());
        if (!api.trust().caBundle().isEmpty()) {
            into.bytes(5, "caBundle", api.trust().caBundle().getBytes(US_ASCII));
        }
        into.shownInteger(7, "groupPriorityMinimum", PRIORITY);
        into.shownInteger(8, "versionPriority", PRIORITY);
        into.end();
        into.begin(3, "status");
        into.beginList("conditions");
        into.beginItem(1);
        into.text(1, "type", "Available");
        into.text(2, "status", api.available().status());
        into.time(3, "lastTransitionTime", api.available().sinceMillis());
        into.text(4, "reason", api.available().reason());
        into.text(5, "message", api.available().message());
        into.end();
        into.endList();
        into.end();
    }

    @Override
    public List<Column> columns() {
        return List.of(
                Column.name("The version and the group."),
                Column.of("Service", "Who serves it."),
                Column.of("Available", "Whether it can be served."),
                Column.of("Age", "The time since it was registered."));
    }

    @Override
    public List<Object> cells(ApiService api, long nowMillis) {
        Service service = api.service();
        String status = api.available().status();
        String available =
                api.available().met() ? status : status + " (" + api.available().reason() + ")";
        return List.of(
                api.name(),
                service == null ? "Local" : service.namespace() + "/" + service.name(),
                available,
                Age.of(nowMillis - createdMillis));
    }

    /** What a patch may say of the trust, in JSON's own form of bytes. */
    static String decodedBundle(String base64) {
        return new String(Base64.getDecoder().decode(base64), US_ASCII);
    }
}
