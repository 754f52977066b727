package io.kubemeter.apiserver;

import io.kubemeter.apiserver.api.RequestPath;
import io.kubemeter.apiserver.auth.Attributes;

/** Translates between what the API reads of a request and what is authorised. */
final class Paths {
    private Paths() {}

    static Attributes attributes(RequestPath path) {
        return path.isResource()
                ? new Attributes.ResourceAttributes(
                        path.verb(),
                        path.group(),
                        path.version(),
                        path.resource(),
                        path.subresource(),
                        path.namespace(),
                        path.name())
                : new Attributes.PathAttributes(path.verb(), path.path());
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
