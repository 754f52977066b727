package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.simulator.kube.AccessRules;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Our own metrics as a Prometheus reads them, with a token that may. */
record Exposition(String contentType, String text) {
    private static final String USER = "prometheus";
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");

    /** A caller who may read /metrics. */
    static DirectCaller reader(ServiceFixture service) {
        return service.direct()
                .bearing(service.token(USER, AccessRules.Rule.paths(USER, List.of("/metrics"))));
    }

    static Exposition read(DirectCaller caller) {
        try {
            HttpResponse<String> answer = caller.get("/metrics");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return new Exposition(
                    answer.headers().firstValue("Content-Type").orElse(""), answer.body());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("no /metrics", e);
        }
    }

    /** The types of the families whose names begin so. */
    Map<String, String> types(String prefix) {
        Map<String, String> types = new TreeMap<>();
        Matcher matcher = TYPE.matcher(text);
        while (matcher.find()) {
            if (matcher.group(1).startsWith(prefix)) {
                types.put(matcher.group(1), matcher.group(2));
            }
        }
        return types;
    }

    /** The value of a series, written as in the text format; 0 where it is absent. */
    double value(String series) {
        return text.lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    /** The upper bounds of a histogram's buckets, of its first series. */
    List<String> bounds(String family) {
        Pattern bucket = Pattern.compile(family + "_bucket\\{.*?le=\"([^\"]+)\".*");
        return text.lines()
                .map(bucket::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .distinct()
                .toList();
    }
}
