package io.kubemeter.apiserver.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import io.kubemeter.apiserver.cluster.Labels;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SelectorsTest {
    private static final Labels WEB = Labels.of(Map.of("app", "web", "size", "12", "empty", ""));

    @Test
    void labelsAreMatched() {
        matches("", true);
        matches(" \t\r\n", true);
        matches("app=web", true);
        matches("app==web", true);
        matches(" app = web ", true);
        matches("app=idle", false);
        matches("app!=web", false);
        matches("app!=idle", true);
        matches("none!=web", true);
        matches("app in (web,idle)", true);
        matches("app in ( web , idle )", true);
        matches("app in (idle)", false);
        matches("none in (web)", false);
        matches("app notin (idle)", true);
        matches("none notin (web)", true);
        matches("app", true);
        matches("!app", false);
        matches("none", false);
        matches("!none", true);
        matches("size>11", true);
        matches("size>12", false);
        matches("size<13", true);
        matches("app>1", false);
        matches("none<1", false);
        matches("empty=", true);
        matches("empty", true);
        matches("app=", false);
        matches("empty in ()", true);
        matches("empty in (,web)", true);
        matches("app in (a,,web)", true);
        matches("app=web,size=12,!none", true);
        matches("app=web,size=13", false);
        matches("in in (in)", false);
        matches("app=in", false);
        matches("example.com/app=web", false);
    }

    @Test
    void nullCharacterEndsATokenAndBelongsToIt() {
        matches("\0", true);
        matches("\0none", true);
        matches("app\0=web", true);
        matches("app in\0(web\0,idle)", true);
        matches("!\0none", true);
        matches("size>\00011", true);
        bad(
                "app\0web",
                "unable to parse requirement: found 'web', expected: in, notin, =, ==, !=, gt, lt");
        bad("app=web\0idle", "found 'idle', expected: ',' or 'end of string'");
    }

    @Test
    void badLabelSelectorsAreToldAsUpstreamDoes() {
        bad("app=(", "unable to parse requirement: found '(', expected: identifier");
        bad("!!", "unable to parse requirement: found '!', expected: identifier");
        bad("!", "unable to parse requirement: found '', expected: identifier");
        bad("app=web,", "found '', expected: identifier after ','");
        bad("=web", "found '=', expected: !, identifier, or 'end of string'");
        bad(
                "app web",
                "unable to parse requirement: found 'web', expected: in, notin, =, ==, !=, gt, lt");
        bad("app=web idle", "found 'idle', expected: ',' or 'end of string'");
        bad("app in web", "unable to parse requirement: found 'web' expected: '('");
        bad("app in (web", "unable to parse requirement: found '', expected: ',' or ')'");
        bad("app in (", "unable to parse requirement: found '', expected: ',', ')' or identifier");
        bad("app in (web idle)", "unable to parse requirement: found 'idle', expected: ',' or ')'");
        bad("app in (web)x", "found 'x', expected: ',' or 'end of string'");
        bad(
                "app>x",
                "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt'"
                        + " operators, the value must be an integer");
        bad(
                "a/b/c=d",
                "unable to parse requirement: <nil>: Invalid value: \"a/b/c\": a valid label key must"
                        + " consist of alphanumeric characters, '-', '_' or '.', and must start and end"
                        + " with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc',"
                        + " regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with"
                        + " an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
        bad(
                "/b",
                "unable to parse requirement: <nil>: Invalid value: \"/b\": prefix part must be"
                        + " non-empty");
    }

    @Test
    void noSelectorIsSlowOrDeep() {
        for (String piece : List.of("a", "a,", "!", "(", "a in (", "a.", ".a", "=", ",", "a=b,")) {
            String text = piece.repeat(100_000 / piece.length());
            try {
                LabelSelector.parse(text);
            } catch (RefusedException e) {
                assertThat(e.status().code()).isEqualTo(400);
            }
            try {
                FieldSelector.parse(text);
            } catch (RefusedException e) {
                assertThat(e.status().code()).isEqualTo(400);
            }
        }
    }

    @Test
    void fieldsAreMatched() {
        field("", true);
        field("metadata.name=a", true);
        field("metadata.name==a", true);
        field("metadata.name!=a", false);
        field("metadata.name=b", false);
        field("metadata.namespace=shop,metadata.name=a", true);
        field("metadata.namespace!=shop", false);
        field("spec.nodeName=node1", true);
        field("spec.nodeName!=node1", false);
        field("metadata.name=a,,", true);
        field("metadata.name=\\a".replace("\\a", "a"), true);
        field("=", true);
        field("!=,==", true);
        field("=,metadata.name=b", false);
    }

    @Test
    void badFieldSelectorsAreToldAsUpstreamDoes() {
        badField("nonsense", "invalid selector: 'nonsense'; can't understand 'nonsense'");
        badField("a=b=c", "invalid field selector: unescaped character in value: 61");
        badField("a=b\\c", "invalid field selector: invalid escape sequence: \\c");
        badField("a=b\\", "invalid field selector: invalid escape sequence: \\");
        badField(
                "=b",
                "\"\" is not a known field selector: only \"metadata.name\","
                        + " \"metadata.namespace\", \"spec.nodeName\"");
        badField(
                "status.phase=Running",
                "\"status.phase\" is not a known field selector: only \"metadata.name\","
                        + " \"metadata.namespace\", \"spec.nodeName\"");
    }

    private static void matches(String selector, boolean expected) {
        try {
            assertThat(LabelSelector.parse(selector).matches(WEB)).as(selector).isEqualTo(expected);
        } catch (RefusedException e) {
            fail(selector, e);
        }
    }

    private static void bad(String selector, String message) {
        assertThatExceptionOfType(RefusedException.class)
                .as(selector)
                .isThrownBy(() -> LabelSelector.parse(selector))
                .withMessage(message);
    }

    private static void field(String selector, boolean expected) {
        try {
            FieldSelector parsed = FieldSelector.parse(selector);
            parsed.requireFields(MetricsKind.PODS.fields());
            assertThat(parsed.matches("shop", "a", "node1")).as(selector).isEqualTo(expected);
        } catch (RefusedException e) {
            fail(selector, e);
        }
    }

    private static void badField(String selector, String message) {
        assertThatExceptionOfType(RefusedException.class)
                .as(selector)
                .isThrownBy(() ->
                        FieldSelector.parse(selector).requireFields(MetricsKind.PODS.fields()))
                .withMessage(message);
    }

    @Test
    void whatAListRequiresIsToldAsReviewsHaveIt() {
        assertThat(SelectorTerm.labels(list("labelSelector=b%3D2,a+in+(y,x),!c,d,e!%3D1,f%3E3")))
                .containsExactly(
                        new SelectorTerm("a", "In", List.of("x", "y")),
                        new SelectorTerm("b", "In", List.of("2")),
                        new SelectorTerm("c", "DoesNotExist", List.of()),
                        new SelectorTerm("d", "Exists", List.of()),
                        new SelectorTerm("e", "NotIn", List.of("1")));
        assertThat(SelectorTerm.fields(list("fieldSelector=metadata.name!%3Dx,spec.nodeName%3Dn")))
                .containsExactly(
                        new SelectorTerm("metadata.name", "NotIn", List.of("x")),
                        new SelectorTerm("spec.nodeName", "In", List.of("n")));
        assertThat(SelectorTerm.labels(list("labelSelector=,,"))).isEmpty();
        assertThat(SelectorTerm.fields(list("fieldSelector=x"))).isEmpty();
        assertThat(SelectorTerm.labels(list(""))).isEmpty();
        assertThat(
                        SelectorTerm.labels(
                                ApiRequest.parse(
                                        "GET",
                                        "/apis/metrics.k8s.io/v1/nodes/n",
                                        "labelSelector=a",
                                        _ -> null)))
                .as("of one object")
                .isEmpty();
    }

    private static ApiRequest list(String query) {
        return ApiRequest.parse("GET", "/apis/metrics.k8s.io/v1/pods", query, _ -> null);
    }
}
