package io.kubemeter.apiserver.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Request-info: what is asked for authorisation. */
class RequestPathTest {
    private static final String V1 = "/apis/metrics.k8s.io/v1";

    @Test
    void pathsThatAreNoResource() {
        plain("GET", "/", "get");
        plain("GET", "/apis", "get");
        plain("GET", "/apis/metrics.k8s.io", "get");
        plain("GET", V1, "get");
        plain("GET", V1 + "/", "get");
        plain("POST", "/readyz/ping", "post");
        plain("HEAD", "/version", "head");
        plain("GET", "//apis//", "get");
    }

    @Test
    void resources() {
        resource("GET", V1 + "/nodes", "list nodes");
        resource("GET", V1 + "/nodes/", "list nodes");
        resource("GET", V1 + "/nodes/n1", "get nodes n1");
        resource("HEAD", V1 + "/nodes/n1", "get nodes n1");
        resource("GET", V1 + "/nodes/n1/status", "get nodes/status n1");
        resource("GET", V1 + "/pods", "list pods");
        resource("GET", V1 + "/namespaces/a/pods", "list pods in a");
        resource("GET", V1 + "/namespaces/a/pods/p", "get pods p in a");
        resource("GET", V1 + "/namespaces/a%2Fb/pods", "get b pods in a");
        resource("GET", V1 + "/namespaces", "list namespaces");
        resource("GET", V1 + "/namespaces/a", "get namespaces a in a");
        resource("GET", V1 + "/namespaces/a/status", "get namespaces/status a in a");
        resource("POST", V1 + "/nodes", "create nodes");
        resource("PUT", V1 + "/nodes/n", "update nodes n");
        resource("PATCH", V1 + "/nodes/n", "patch nodes n");
        resource("DELETE", V1 + "/nodes/n", "delete nodes n");
        resource("DELETE", V1 + "/nodes", "deletecollection nodes");
        resource("NONSENSE", V1 + "/nodes", " nodes");
        resource("GET", V1 + "/watch/nodes", "watch nodes");
        resource("GET", V1 + "/watch/namespaces/a/pods/p", "watch pods p in a");
        resource("GET", "/api/v1/pods", "list pods");
    }

    @Test
    void queryDecidesBetweenListAndWatch() {
        resource("GET", V1 + "/pods?watch=true", "watch pods");
        resource("GET", V1 + "/pods?watch=1", "watch pods");
        resource("GET", V1 + "/pods?watch", "watch pods");
        resource("GET", V1 + "/pods?watch=false", "list pods");
        resource("GET", V1 + "/pods?watch=0", "list pods");
        resource("GET", V1 + "/pods?limit=x&watch=true", "watch pods");
        resource("GET", V1 + "/pods?fieldSelector=metadata.name%3Dp", "list pods p");
        resource("GET", V1 + "/pods?fieldSelector=metadata.name!%3Dp", "list pods");
        resource("GET", V1 + "/pods?fieldSelector=metadata.name%3Dp%2Fq", "list pods");
        resource("GET", V1 + "/pods?limit=x&fieldSelector=metadata.name%3Dp", "list pods");
    }

    @Test
    void prefixWithoutResourceIsIncomplete() {
        assertThat(parse("GET", V1 + "/watch").isIncomplete()).isTrue();
        assertThat(parse("GET", V1).isIncomplete()).isFalse();
        assertThat(parse("GET", V1 + "/nodes").isIncomplete()).isFalse();
    }

    @Test
    void bytesThatAreNoTextAreKeptApart() {
        assertThat(parse("GET", V1 + "/nodes/%ff").name()).isEqualTo("\udcff");
        assertThat(parse("GET", V1 + "/nodes/%c3%a9").name()).isEqualTo("é");
        assertThat(parse("GET", V1 + "/nodes/%c3%a9%c3").name()).isEqualTo("é\udcc3");
        assertThat(GoText.quote("é\udcc3\u0000\u200b")).isEqualTo("\"é\\xc3\\x00\\u200b\"");
    }

    private static void plain(String method, String target, String verb) {
        RequestPath path = parse(method, target);
        assertThat(path.isResource()).as(target).isFalse();
        assertThat(path.verb()).as(target).isEqualTo(verb);
        assertThat(path.path()).as(target).isEqualTo(target);
    }

    private static void resource(String method, String target, String expected) {
        RequestPath path = parse(method, target);
        assertThat(path.isResource()).as(target).isTrue();
        String part = path.subresource().isEmpty() ? "" : "/" + path.subresource();
        String name = path.name().isEmpty() ? "" : " " + path.name();
        String where = path.namespace().isEmpty() ? "" : " in " + path.namespace();
        assertThat(path.verb() + " " + path.resource() + part + name + where)
                .as(target)
                .isEqualTo(expected);
    }

    private static RequestPath parse(String method, String target) {
        int query = target.indexOf('?');
        return RequestPath.parse(
                method,
                query < 0 ? target : target.substring(0, query),
                QueryString.parse(query < 0 ? null : target.substring(query + 1)));
    }
}
