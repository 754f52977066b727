package io.kubemeter.apiserver;

import io.kubemeter.apiserver.api.ApiRequest;
import io.kubemeter.apiserver.api.RequestPath;
import io.kubemeter.apiserver.api.SelectorTerm;
import io.kubemeter.apiserver.auth.Attributes;
import io.kubemeter.apiserver.kube.AccessSelector;
import java.util.List;

/** Translates between what the API reads of a request and what is authorised. */
final class Paths {
    private Paths() {}

    static Attributes attributes(ApiRequest request) {
        RequestPath path = request.path();
        return path.isResource()
                ? new Attributes.ResourceAttributes(
                        path.verb(),
                        path.group(),
                        path.version(),
                        path.resource(),
                        path.subresource(),
                        path.namespace(),
                        path.name(),
                        new Attributes.Selection(
                                selectors(SelectorTerm.fields(request)),
                                selectors(SelectorTerm.labels(request))))
                : new Attributes.PathAttributes(path.verb(), path.path());
    }

    private static List<AccessSelector> selectors(List<SelectorTerm> terms) {
        return terms.stream()
                .map(one -> new AccessSelector(one.key(), one.operator(), one.values()))
                .toList();
    }

    /** The same the other way round, for the text of a refusal. */
    static RequestPath path(Attributes attributes) {
        return switch (attributes) {
            case Attributes.PathAttributes(String verb, String path) ->
                    new RequestPath(false, path, verb, "", "", "", "", "", "");
            case Attributes.ResourceAttributes wanted ->
                    new RequestPath(
                            true,
                            "",
                            wanted.verb(),
                            wanted.group(),
                            wanted.version(),
                            wanted.namespace(),
                            wanted.resource(),
                            wanted.subresource(),
                            wanted.name());
        };
    }
}
