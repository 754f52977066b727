package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.http.RequestTarget;
import io.kubemeter.simulator.pki.Account;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Who may do what: the bindings of a cluster as it comes, with metrics-server's own rights and
 * nothing more for its account.
 *
 * <p><b>Owner:</b> any thread.
 */
public final class AccessRules {
    /** The account of metrics servers. */
    public static final String METRICS_SERVER = "system:serviceaccount:kube-system:metrics-server";

    private static final String ANY = "*";
    private static final List<String> READ = List.of("get", "list", "watch");

    private final List<Rule> rules = new CopyOnWriteArrayList<>();

    /** A question: may this account do this? Parts that do not apply are empty. */
    public record Question(
            String verb,
            String group,
            String resource,
            String namespace,
            String name,
            String path) {
        /** A list or watch of one name, by field selector, is asked of that name. */
        static Question of(RequestRoute route, RequestTarget target) {
            if (!route.isResource()) {
                return new Question(route.verb(), "", "", "", "", route.path());
            }
            RequestRoute.Resource of = route.resource();
            String resource =
                    of.subresource().isEmpty() ? of.plural() : of.plural() + "/" + of.subresource();
            String name =
                    of.name().isEmpty()
                            ? FieldSelector.name(target.parameter("fieldSelector"))
                            : of.name();
            return new Question(route.verb(), of.group(), resource, of.namespace(), name, "");
        }
    }

    /**
     * A right of a user or group.
     *
     * @param subject a user's or a group's name
     * @param resources of {@code group}: {@code nodes}, or {@code nodes/metrics} for a subresource
     * @param within a namespace and a name, each empty for all
     * @param paths what is no resource; a trailing star matches what begins so
     */
    public record Rule(
            String subject,
            List<String> verbs,
            String group,
            List<String> resources,
            Within within,
            List<String> paths) {
        /** Where a rule holds. */
        public record Within(String namespace, String name) {
            static final Within ALL = new Within("", "");
        }

        /** A right to resources everywhere. */
        public static Rule of(
                String subject, List<String> verbs, String group, List<String> resources) {
            return new Rule(subject, verbs, group, resources, Within.ALL, List.of());
        }

        /** A right to paths that are no resources. */
        public static Rule paths(String subject, List<String> paths) {
            return new Rule(subject, List.of("get"), "", List.of(), Within.ALL, paths);
        }

        boolean allows(Account account, Question question) {
            if (!account.user().equals(subject) && !account.in(subject)) {
                return false;
            }
            if (!verbs.contains(ANY) && !verbs.contains(question.verb())) {
                return false;
            }
            return question.path().isEmpty() ? allowsResource(question) : allowsPath(question);
        }

        private boolean allowsResource(Question question) {
            return (group.equals(ANY) || group.equals(question.group()))
                    && (resources.contains(ANY) || resources.contains(question.resource()))
                    && fits(within.namespace(), question.namespace())
                    && fits(within.name(), question.name());
        }

        private boolean allowsPath(Question question) {
            for (String path : paths) {
                boolean prefix = path.endsWith(ANY);
                if (prefix
                        ? question.path().startsWith(path.substring(0, path.length() - 1))
                        : question.path().equals(path)) {
                    return true;
                }
            }
            return false;
        }

        private static boolean fits(String wanted, String asked) {
            return wanted.isEmpty() || wanted.equals(asked);
        }
    }

    /** The rights that every cluster has, and metrics-server's. */
    public static AccessRules standard() {
        AccessRules access = new AccessRules();
        access.grant(
                new Rule(
                        "system:masters",
                        List.of(ANY),
                        ANY,
                        List.of(ANY),
                        Rule.Within.ALL,
                        List.of(ANY)));
        List<String> open = List.of("/healthz", "/livez", "/readyz", "/version", "/version/");
        access.grant(Rule.paths("system:authenticated", open));
        access.grant(Rule.paths("system:unauthenticated", open));
        access.grant(
                Rule.paths(
                        "system:authenticated",
                        List.of("/api", "/api/*", "/apis", "/apis/*", "/openapi", "/openapi/*")));
        access.grant(
                Rule.of(
                        "system:authenticated",
                        List.of("create"),
                        "authorization.k8s.io",
                        List.of("selfsubjectaccessreviews", "selfsubjectrulesreviews")));
        access.grantMetricsServer();
        access.grant(
                Rule.of(
                        "system:serviceaccount:kube-system:horizontal-pod-autoscaler",
                        List.of("list"),
                        "metrics.k8s.io",
                        List.of("pods")));
        return access;
    }

    /** The rights of metrics servers, as their own roles give them. */
    public void grantMetricsServer() {
        grant(Rule.of(METRICS_SERVER, List.of("get"), "", List.of("nodes/metrics")));
        grant(Rule.of(METRICS_SERVER, READ, "", List.of("pods", "nodes")));
        grant(
                Rule.of(
                        METRICS_SERVER,
                        List.of("create"),
                        "authentication.k8s.io",
                        List.of("tokenreviews")));
        grant(
                Rule.of(
                        METRICS_SERVER,
                        List.of("create"),
                        "authorization.k8s.io",
                        List.of("subjectaccessreviews")));
        grant(
                new Rule(
                        METRICS_SERVER,
                        READ,
                        "",
                        List.of("configmaps"),
                        new Rule.Within("kube-system", "extension-apiserver-authentication"),
                        List.of()));
    }

    /**
     * What the components of metrics servers add to their own rights: telling trouble at the Node,
     * and naming the request of a kubelet that has no certificate.
     */
    public void grantComponents() {
        grant(Rule.of(METRICS_SERVER, List.of("create"), "", List.of("events")));
        grant(
                Rule.of(
                        METRICS_SERVER,
                        List.of("list"),
                        "certificates.k8s.io",
                        List.of("certificatesigningrequests")));
    }

    /** What extra usage needs that only {@code /stats/summary} tells. */
    public void grantSummaries() {
        grant(Rule.of(METRICS_SERVER, List.of("get"), "", List.of("nodes/stats")));
    }

    public void grant(Rule rule) {
        rules.add(rule);
    }

    /** Takes away every right of that user or group. */
    public void revoke(String subject) {
        rules.removeIf(rule -> rule.subject().equals(subject));
    }

    public boolean allows(Account account, Question question) {
        for (Rule rule : rules) {
            if (rule.allows(account, question)) {
                return true;
            }
        }
        return false;
    }
}
