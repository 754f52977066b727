package io.kubemeter.apiserver.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.apiserver.api.Negotiation.Endpoint;
import io.kubemeter.apiserver.api.Negotiation.Route;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NegotiationTest {
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    private static final String TABLE = ";as=Table;v=v1;g=meta.k8s.io";

    @Test
    void formatIsTheMostWantedOne() {
        agreed(null, "JSON");
        agreed("", "JSON");
        agreed("*/*", "JSON");
        agreed("*", "JSON");
        agreed("application/*", "JSON");
        agreed("application/json", "JSON");
        agreed("application/json;charset=utf-8", "JSON");
        agreed("application/yaml", "YAML");
        agreed(PROTOBUF, "PROTOBUF");
        agreed(PROTOBUF + ", */*", "PROTOBUF");
        agreed("*/*, " + PROTOBUF, "PROTOBUF");
        agreed("application/json;q=0.5, application/yaml", "YAML");
        agreed("application/yaml;q=0.1," + PROTOBUF + ";q=0.2", "PROTOBUF");
        agreed("application/json;q=nonsense,application/yaml;q=0.1", "YAML");
        agreed("text/html, application/json;q=0.5", "JSON");
        agreed("text/html", "none");
        agreed("application/cbor", "none");
        agreed("nonsense", "none");
        agreed("application/json/x, application/yaml", "YAML");
        agreed(",,;;,/,application/yaml", "YAML");
        agreed("application/json\t," + PROTOBUF, "PROTOBUF");
        agreed(PROTOBUF + ";q=1f,application/json;q=0.5", "JSON");
        agreed(PROTOBUF + ";q=Inf,application/json", "PROTOBUF");
        agreed("application/json;q=.5," + PROTOBUF + ";q=6e-1", "PROTOBUF");
        agreed("application/json;q=1.000000001," + PROTOBUF, "JSON");
        agreed(PROTOBUF + ",application/json;q=1.000000001", "PROTOBUF");
    }

    @Test
    void routesLookAtBareTypes() {
        route(Route.LIST, "Accept", "*/*;q=0", 0);
        route(Route.LIST, "Accept", "text/html, application/json;as=Nothing", 0);
        route(Route.LIST, "Accept", "application/*", 406);
        route(Route.JSON, "Accept", PROTOBUF, 406);
        route(Route.LIST, "Content-Type", "text/plain", 0);
        route(Route.OBJECT, "Content-Type", "text/plain", 0);
        route(Route.DISCOVERY, "Content-Type", "application/json; charset=utf-8", 0);
        route(Route.DISCOVERY, "Content-Type", "text/plain, application/yaml", 0);
        route(Route.DISCOVERY, "Content-Type", "", 0);
        route(Route.DISCOVERY, "Content-Type", "application/merge-patch+json", 415);
        route(Route.JSON, "Content-Type", PROTOBUF, 415);
    }

    @Test
    void clauseThatAsksTheImpossibleIsPassedOver() {
        agreed("application/json" + TABLE, "JSON Table v1");
        agreed("application/yaml" + TABLE, "YAML Table v1");
        agreed(PROTOBUF + TABLE + ",application/json", "JSON");
        agreed(PROTOBUF + TABLE, "none");
        agreed("application/json;as=Table;v=v2;g=meta.k8s.io,application/json", "JSON");
        agreed("application/json;as=Table;v=v1beta1;g=meta.k8s.io", "JSON Table v1beta1");
        agreed("application/json;as=Nothing;v=v1;g=meta.k8s.io", "none");
        agreed("application/json;as=Table", "none");
        agreed(
                PROTOBUF + ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1",
                "PROTOBUF PartialObjectMetadataList v1");
        agreed("application/json;stream=watch", "JSON");
        agreed("application/json;stream=other", "none");
        agreed("application/yaml;stream=watch", "none");
        agreed("application/json;sv=v1", "JSON");
        agreed("application/json;sv=v2", "none");
    }

    @Test
    void prettyIsAskedForInThreeWays() {
        pretty("", null, null, false);
        pretty("pretty=true", null, null, true);
        pretty("pretty=1", null, null, true);
        pretty("pretty=T", null, null, true);
        pretty("pretty=yes", null, null, false);
        pretty("pretty", null, null, false);
        pretty("", "application/json;pretty=1", null, true);
        pretty("", "application/json;pretty=true", null, false);
        pretty("", null, "curl/8.0", true);
        pretty("", null, "Wget/1.2", true);
        pretty("", null, "Mozilla/5.0 (X11)", true);
        pretty("", null, "kubectl/v1.32", false);
        pretty("pretty=0", null, "curl/8.0", false);
        pretty("pretty=false", null, "curl/8.0", false);
    }

    @Test
    void longHeadersEnd() {
        agreed("a/b,".repeat(60_000) + "application/json", "none");
        agreed("application/json" + ";a=b".repeat(60_000), "JSON");
    }

    private static void route(Route route, String header, String value, int refused) {
        ApiRequest request =
                ApiRequest.parse("GET", "/", "", name -> name.equals(header) ? value : null);
        int code = 0;
        try {
            Negotiation.requireRoute(request, route);
        } catch (RefusedException e) {
            code = e.status().code();
        }
        assertThat(code).as(route + " " + header + ": " + value).isEqualTo(refused);
    }

    private static void agreed(@Nullable String accept, String expected) {
        Negotiation found = Negotiation.of(request("", accept, null), Endpoint.RESOURCE);
        String shown = found == null ? "none" : found.format().name();
        if (found != null && found.transform() != null) {
            shown += " " + found.transform().kind() + " " + found.transform().version();
        }
        assertThat(shown).as(accept).isEqualTo(expected);
    }

    private static void pretty(
            String query, @Nullable String accept, @Nullable String agent, boolean expected) {
        Negotiation found = Negotiation.of(request(query, accept, agent), Endpoint.RESOURCE);
        assertThat(found != null && found.pretty()).as(query + accept + agent).isEqualTo(expected);
    }

    private static ApiRequest request(
            String query, @Nullable String accept, @Nullable String agent) {
        return ApiRequest.parse(
                "GET",
                "/apis/metrics.k8s.io/v1/nodes",
                query,
                name ->
                        switch (name) {
                            case "Accept" -> accept;
                            case "User-Agent" -> agent;
                            default -> null;
                        });
    }
}
